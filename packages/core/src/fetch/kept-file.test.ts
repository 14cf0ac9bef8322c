import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { digestOf } from '@nacre/archive'
import { memoryStore, openStore } from '@nacre/archive/store'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { image } from '../definition/chain.ts'
import { apk, repository } from '../testing.ts'
import { KeptFile } from './kept-file.ts'

const content = Uint8Array.from({ length: 1000 }, (_, i) => i)

/** Content that is in a store, and how often it was made again. */
function kept(options: { again: boolean }) {
  const store = memoryStore()
  let made = 0
  const file = new KeptFile({
    open: () => store.open('some', 'key'),
    openAgain: async () => {
      made++
      const again = memoryStore()
      if (options.again) await again.put('some', 'key', content)
      return again.open('some', 'key')
    },
    vanished: () => new Error('vanished'),
  })
  return { file, store, made: () => made }
}

const fill = (file: KeptFile, size: number, offset: number): Promise<number> =>
  file.use((open) => open.fill(new Uint8Array(size), offset))

describe('content of the cache', () => {
  it('is read where it is there', async () => {
    const { file, store, made } = kept({ again: true })
    await store.put('some', 'key', content)
    const target = new Uint8Array(10)
    expect(await file.use((open) => open.fill(target, 5))).toBe(10)
    expect(target).toEqual(content.subarray(5, 15))
    expect(made()).toBe(0)
  })

  it('is made again for all who miss it at the same time', async () => {
    const { file, made } = kept({ again: true })
    const filled = await Promise.all([0, 500, 995].map((offset) => fill(file, 10, offset)))
    expect([filled, made()]).toEqual([[10, 10, 5], 1])
  })

  it('is given up where that does not help', async () => {
    const { file } = kept({ again: false })
    await expect(fill(file, 1, 0)).rejects.toThrow('vanished')
  })
})

describe('a build whose cache loses what was put there', () => {
  let dir: string
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'nacre-kept-'))
  })
  afterEach(() => rm(dir, { recursive: true, force: true }))

  const names = ['a', 'b', 'c', 'd', 'e', 'f']
  const text = (i: number): string =>
    Array.from({ length: 30_000 }, (_, line) => `${line} ${(line * line * (i + 7)) % 9973}`).join('\n')
  const packages = names.map((name, i) =>
    apk({ name, files: { [`usr/${name}/text`]: text(i), [`usr/${name}/noise`]: new Uint8Array(randomBytes(90_000)) } }),
  )
  const definition = image()
    .from(repository(packages))
    .add(...names)
  const options = { arch: ['x86_64'], epoch: 1 }
  const CHUNKS = 'package-chunks-3-gzip-4'
  const TARS = 'package-5'

  const entry = (namespace: string): string => join(dir, 'entries', namespace)
  /** Has packages alone known again: neither the image nor its layers. */
  const forgetImage = async (): Promise<void> => {
    for (const namespace of ['sha256', 'image-4', 'layer-4', 'layer-chunks-4'])
      await rm(entry(namespace), { recursive: true })
  }

  it.each([[TARS], [CHUNKS], [TARS, CHUNKS]])(
    'has the same outcome where entries are removed meanwhile (%s)',
    async (...lost) => {
      const expected = await definition.build(options)
      await definition.build({ ...options, cache: dir })
      await forgetImage()
      const built = await definition.build({
        ...options,
        cache: dir,
        onEvent: ({ kind }) => {
          if (kind === 'installed') for (const namespace of lost) rmSync(entry(namespace), { recursive: true })
        },
      })
      expect(built.digest).toBe(expected.digest)
    },
  )

  it.each([TARS, CHUNKS])('has the same outcome where entries are damaged (%s)', async (namespace) => {
    const expected = await definition.build(options)
    await definition.build({ ...options, cache: dir })
    await forgetImage()
    for (const name of await readdir(entry(namespace))) {
      await writeFile(join(entry(namespace), name), 'damage', { flag: 'r+' })
    }
    expect((await definition.build({ ...options, cache: dir })).digest).toBe(expected.digest)
  })

  it('has the same outcome where packages were kept for another codec or level', async () => {
    const expected = await definition.build(options)
    await definition.build({ ...options, cache: dir, compression: { codec: 'zstd' } })
    await definition.build({ ...options, cache: dir, compression: { codec: 'gzip', level: 1 } })
    expect((await definition.build({ ...options, cache: dir })).digest).toBe(expected.digest)
  })

  it('has the same outcome where the cache has room for less than the image', async () => {
    const expected = await definition.build(options)
    for (const maxBytes of [400_000, 2_000_000]) {
      const cache = await openStore(join(dir, `${maxBytes}`), { maxBytes })
      expect((await definition.build({ ...options, cache })).digest).toBe(expected.digest)
    }
  })

  it('writes the layer that it has built where the cache has lost it', async () => {
    const built = await definition.build({ ...options, cache: dir })
    await forgetImage()
    await built.writeLayout(join(dir, 'layout'))
    const [layer] = built.arch('x86_64').layers
    const file = await readFile(join(dir, 'layout/blobs', layer!.digest.replace(':', '/')))
    expect(digestOf(file)).toBe(layer!.digest)
  })
})
