import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ImageError } from '../error.ts'
import { parseApko } from './from-apko.ts'

const SAMPLE = `contents: &c
  repositories: [https://example.com/os, '@x ./local']
  packages:
    - a=1.2-r3
    - b
accounts:
  users:
    - {username: web, uid: 65532, gid: 0o17}
environment: {<<: &e {A: '1'}, B: "\\u0041"}
paths:
  - path: /a
    type: directory
    permissions: 0o755
annotations: *e
cmd: |
  text
`

/** Reads, and passes a coded error with a place for every fault; anything else fails the test. */
async function readsOrRefuses(text: string): Promise<void> {
  try {
    await parseApko(text)
  } catch (error) {
    expect(error).toBeInstanceOf(ImageError)
    const { code, details } = error as ImageError
    expect(code).toMatch(/^ERR_IMAGE_CONFIG_[A-Z_]+$/)
    for (const { line, column } of details['faults'] as { line: number; column: number }[]) {
      expect(line).toBeGreaterThan(0)
      expect(column).toBeGreaterThan(0)
    }
  }
}

const piece = fc.oneof(
  fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ':',
    '- ',
    '\n',
    '  ',
    '&a ',
    '*a',
    '<<: ',
    '!!int ',
    '|',
    '>',
    '"',
    "'",
    '#',
    '%',
    '\t',
    '~',
    '? ',
    '---\n',
    '\0',
    '0o9',
    '\ufeff',
  ),
  fc.string({ unit: 'binary', maxLength: 6 }),
)

it('answers a changed configuration with a definition or a coded error', async () => {
  const change = fc.tuple(fc.nat(SAMPLE.length), fc.nat(12), piece)
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
      await readsOrRefuses(
        changes.reduce((text, [at, drop, put]) => text.slice(0, at) + put + text.slice(at + drop), SAMPLE),
      )
    }),
    { numRuns: 1500 },
  )
})

it('answers any text with a definition or a coded error', async () => {
  await fc.assert(fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), readsOrRefuses), { numRuns: 500 })
  await fc.assert(
    fc.asyncProperty(
      fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')),
      readsOrRefuses,
    ),
    { numRuns: 1000 },
  )
})

it.each([
  ['lists in lists', `cmd: ${'['.repeat(20_000)}`],
  ['maps in maps', '{a: '.repeat(20_000)],
  ['an anchor in itself', 'contents: &a {packages: [*a]}'],
  ['a map merged with itself', 'environment: &a {<<: *a, A: b}'],
  ['many aliases of a long list', `volumes: &v [${'x,'.repeat(3000)}]\ncontents: {packages: [${'*v,'.repeat(3000)}]}`],
  [
    'many merges of a large map',
    `environment: &e {${Array.from({ length: 2000 }, (_, i) => `A${i}: x`).join(',')}}\nannotations: {<<: [${'*e,'.repeat(5000)}]}`,
  ],
  ['a key that is an object method', 'constructor: 1\n__proto__: {x: 1}\nenvironment: {__proto__: x, constructor: y}'],
])('is not led astray by %s', async (_, text) => {
  const start = performance.now()
  await readsOrRefuses(text)
  expect(performance.now() - start).toBeLessThan(10_000)
})

it.each(['['.repeat(20_000), `contents: ${'{a: '.repeat(5000)}1${'}'.repeat(5000)}`])(
  'text nested too deep is one short fault, told in plain words',
  async (text) => {
    const failure = await catchFailure(text)
    expect(failure.code).toBe('ERR_IMAGE_CONFIG_SYNTAX')
    expect(failure.message).toContain('it is nested too deep. Write it less deep.')
    expect(failure.message).not.toContain('call stack')
    expect(failure.message.split('\n').length).toBeLessThan(5)
  },
)

async function catchFailure(text: string): Promise<ImageError> {
  try {
    await parseApko(text)
  } catch (error) {
    if (error instanceof ImageError) return error
    throw error
  }
  throw new Error('it was read')
}
