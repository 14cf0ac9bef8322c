import fc, { type Arbitrary } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { image } from '../definition/chain.ts'
import type { ImageDefinition, PathEntry, RepositoryEntry } from '../definition/definition.ts'
import { ImageError } from '../error.ts'
import { splitWords } from '../image/split-words.ts'
import { parseApko } from './from-apko.ts'
import { quoteWords } from './quote-words.ts'

const word = fc.stringMatching(/^[a-z][a-z0-9._-]{0,8}$/)
const text = fc.oneof(
  word,
  fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }),
  fc.string({ minLength: 1, maxLength: 12 }),
  fc.constantFrom(
    'yes',
    'null',
    '~',
    '0755',
    '1e3',
    ' a',
    'a ',
    'a: b',
    '- a',
    '#a',
    "it's",
    'a\nb\n',
    '\ta',
    '<<',
    '\r\n',
    '\x85',
    '\u2028',
    '0x1',
    '.inf',
    '2020-01-01',
    '1:30',
    '!x',
    '&x',
    '*x',
    '%x',
    '@x',
    '`x',
  ),
)
const list = <T>(item: Arbitrary<T>): Arbitrary<T[]> => fc.array(item, { maxLength: 3 })
const map = fc.dictionary(
  fc.oneof(
    word,
    text.filter((key) => key !== '__proto__'),
  ),
  fc.oneof(text, fc.constant('')),
  { maxKeys: 3 },
)
const id = fc.integer({ min: 1, max: 0xff_ff_ff_ff })
const maybe = <T>(value: Arbitrary<T>): Arbitrary<T | undefined> => fc.option(value, { nil: undefined })
const named = fc.record({ name: fc.stringMatching(/^[a-z0-9_-][a-z0-9_.-]{0,8}$/), content: text })

const repository = (use: RepositoryEntry['use']): Arbitrary<RepositoryEntry> =>
  fc
    .tuple(
      fc.constantFrom(
        'https://example.com/os',
        'http://example.com',
        './packages',
        '/srv/p',
        'https://x.org/alpine/v3.22/main',
      ),
      maybe(word),
    )
    .map(([location, tag]) => ({
      location,
      ...(use && { use }),
      ...(tag && { tag }),
      ...(!tag && location.startsWith('https') && { discoverKeys: location.includes('alpine') ? 'alpine' : 'jwks' }),
    }))

const path: Arbitrary<PathEntry> = fc
  .record({
    path: text,
    mode: fc.integer({ min: 0, max: 0o7777 }),
    uid: maybe(fc.nat()),
    gid: maybe(fc.nat()),
    recursive: maybe(fc.constant(true)),
    link: maybe(text),
    type: fc.constantFrom('directory' as const, 'empty-file' as const, 'permissions' as const),
    linkType: fc.constantFrom('symlink' as const, 'hardlink' as const),
  })
  .map(({ link, type, linkType, ...rest }) =>
    link === undefined ? { type, ...rest } : { type: linkType, ...rest, source: link },
  ) as Arbitrary<PathEntry>

const definition = fc
  .record({
    profile: fc.constant('apko' as const),
    repositories: fc
      .tuple(list(repository('build')), list(repository('runtime')), list(repository(undefined)))
      .map((lists) => lists.flat()),
    keyring: list(text),
    runtimeKeyring: fc.uniqueArray(named, { maxLength: 3, selector: ({ name }) => name }),
    packages: list(text.filter((entry) => entry.trim() !== '' && !entry.startsWith('!'))),
    entrypoint: maybe(
      fc
        .record({ command: maybe(text), shellFragment: maybe(text), type: maybe(word) })
        .filter((one) => Object.values(one).some(Boolean)),
    ),
    cmd: maybe(text.map((command) => ({ command }))),
    stopSignal: maybe(text),
    workdir: maybe(text),
    accounts: fc.record({
      runAs: maybe(text),
      users: list(fc.record({ name: text, uid: id, gid: maybe(fc.nat()), home: text, shell: maybe(text) })),
      groups: list(
        fc.record({ name: text, gid: fc.nat(), members: maybe(fc.array(text, { minLength: 1, maxLength: 2 })) }),
      ),
    }),
    archs: list(fc.constantFrom('amd64', 'arm64', 'arm/v7', 's390x')),
    environment: map,
    paths: list(path),
    annotations: map,
    labels: fc.constant({}),
    volumes: list(text),
    ports: fc.constant([]),
    vcsUrl: maybe(text),
    layering: maybe(
      fc.oneof(
        fc.constant({ strategy: 'single' as const }),
        fc.record({ strategy: fc.constant('origin' as const), budget: maybe(fc.nat()) }),
      ),
    ),
    certificates: maybe(
      fc.record({
        additional: maybe(fc.array(named, { minLength: 1, maxLength: 2 })),
        providers: maybe(fc.array(text, { minLength: 1, maxLength: 2 })),
      }),
    ),
  })
  .map((one) => image(one as Partial<ImageDefinition>))

describe('a definition as an apko configuration', () => {
  it('is read back as it was', async () => {
    await fc.assert(
      fc.asyncProperty(definition, async (chain) => {
        expect((await parseApko(await chain.toApko())).toJSON()).toEqual(chain.toJSON())
      }),
      { numRuns: 400 },
    )
  })

  it('names all that apko cannot say, or leaves it out', async () => {
    const chain = image()
      .from('./packages')
      .trust({ name: 'a.rsa.pub', content: 'PEM' })
      .add('a', '!b')
      .expose(80)
      .label('l', 'v')
      .file('/etc/motd', 'hello')
      .tree('./site', '/srv')
      .directory('/var/x')
      .base('registry.example.com/base:1')
      .layers('package')
    let fields: unknown
    try {
      await chain.toApko()
    } catch (error) {
      expect(error).toBeInstanceOf(ImageError)
      expect((error as ImageError).code).toBe('ERR_IMAGE_APKO_UNSAID')
      fields = (error as ImageError).details['fields']
    }
    expect((fields as { field: string }[]).map(({ field }) => field).sort()).toEqual([
      'base',
      'keyring[0]',
      'labels.l',
      'layering',
      'packages[1]',
      'paths[0]',
      'paths[1]',
      'paths[2].mode',
      'ports[0]',
    ])
    expect(await chain.toApko({ lossy: true })).toBe(`contents:
  repositories:
    - ./packages
  packages:
    - a
paths:
  - path: /var/x
    type: directory
`)
  })
})

it('quotes words so that they split into the same words', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (words) => {
      expect(splitWords(quoteWords(words), 'cmd')).toEqual(words)
    }),
  )
})
