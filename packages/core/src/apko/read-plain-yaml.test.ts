import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readPlainYaml } from './read-plain-yaml.ts'
import { readYaml } from './read-yaml.ts'

const CONFIGURATION = `---
# An image
contents:
  repositories:
    - https://dl-cdn.alpinelinux.org/alpine/v3.22/main # the usual one
    - '@local ./packages'

  packages: [busybox, "curl@local", 'a>=1.2' ]  # words
entrypoint:
  command: /bin/sh -c "a b"
accounts:
  users:
  - username: web
    uid: 65532
    # where it lives
    homedir: /srv
  -   username: other
      uid: 0o17
paths:
    - path: /d
      type: directory
      permissions: 0o755
environment:
  A: ~
  B: "yes: no # text"
archs:
- x86_64
cmd: -x --y=a:b#c
`

describe('plain YAML', () => {
  it('is what configurations are written in', () => {
    expect({ node: readPlainYaml(CONFIGURATION) }).toEqual(readYaml(CONFIGURATION))
  })

  it.each([
    '',
    '# nothing',
    'text',
    '- a',
    'a:',
    'a: [',
    'a: []',
    'a: {b: c}',
    'a: &b c',
    'a: *b',
    'a: !!str b',
    'a: |\n  b',
    'a: b\n  c',
    'a: b: c',
    'a: b\na: c',
    'a: "\\n"',
    "a: 'it''s'",
    'a: é',
    'a:\tb',
    'a: b\r\n',
    '<<: a',
    '? a\n: b',
    'a: b\n---\nc: d',
    '%YAML 1.2\n---\na: b',
    'a:\n  - - b',
    'a:\n  -\n    b: c',
    ' a: b\nc: d',
    'a: [b]#c',
    `a:\n${' '.repeat(100)}b: c`,
  ])('is no more than that: %j is left to the library', (text) => {
    expect(readPlainYaml(text)).toBeUndefined()
  })

  const piece = fc.constantFrom(
    ...[
      'a',
      'b: ',
      'key: ',
      'k:\n',
      '- ',
      '-',
      '\n',
      '\n  ',
      '\n    ',
      ' ',
      '  ',
      '#',
      ' # c',
      ':',
      ',',
      '[',
      ']',
      '"',
    ],
    ...[
      "'",
      '{',
      '}',
      '&',
      '*',
      '|',
      '>',
      '?',
      '!',
      '%',
      '---',
      '---\n',
      '...',
      '~',
      '<<: ',
      '\\',
      '/',
      '@',
      '=',
      '0o7',
    ],
  )
  const same = (text: string): void => {
    const node = readPlainYaml(text)
    if (node !== undefined) expect({ node }).toEqual(readYaml(text))
  }

  it('is read to the nodes that the library makes of it', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 24 }), (pieces) => same(pieces.join(''))),
      { numRuns: 4000 },
    )
  })

  it('is so after any change to a configuration', () => {
    const change = fc.tuple(fc.nat(CONFIGURATION.length), fc.nat(8), fc.oneof(piece, fc.string({ maxLength: 4 })))
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        same(changes.reduce((text, [at, drop, put]) => text.slice(0, at) + put + text.slice(at + drop), CONFIGURATION))
      }),
      { numRuns: 4000 },
    )
  })
})
