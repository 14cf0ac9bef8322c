import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryStore, openStore } from '@nacre/archive/store'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { image } from '../definition/chain.ts'
import { apk, repository } from '../testing.ts'
import { KeptFile } from './kept-file.ts'

const content = Uint8Array.from({ length: 1000 }, (_, i) => i)

/** Content that is in a store, and how often it was put there. */
function kept(options: { lasts: boolean }) {
  const store = memoryStore()
  let renewed = 0
  const file = new KeptFile({
    open: () => store.open('some', 'key'),
    renew: async () => {
      renewed++
      if (options.lasts) await store.put('some', 'key', content)
    },
    vanished: () => new Error('vanished'),
  })
  return { file, store, renewed: () => renewed }
}

describe('content of the cache', () => {
  it('is read where it is there', async () => {
    const { file, store, renewed } = kept({ lasts: true })
    await store.put('some', 'key', content)
    const target = new Uint8Array(10)
    expect(await file.fill(target, 5)).toBe(10)
    expect(target).toEqual(content.subarray(5, 15))
    expect(renewed()).toBe(0)
  })

  it('is made again once for all who miss it', async () => {
    const { file, renewed } = kept({ lasts: true })
    const filled = await Promise.all([0, 500, 995].map((offset) => file.fill(new Uint8Array(10), offset)))
    expect([filled, renewed()]).toEqual([[10, 10, 5], 1])
  })

  it('is given up where it goes as often as it is made', async () => {
    const { file, renewed } = kept({ lasts: false })
    await expect(file.fill(new Uint8Array(1), 0)).rejects.toThrow('vanished')
    expect(renewed()).toBe(2)
  })
})

describe('a build whose cache loses what was put there', () => {
  let dir: string
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'nacre-kept-'))
  })
  afterEach(() => rm(dir, { recursive: true, force: true }))

  const names = ['a', 'b', 'c', 'd', 'e', 'f']
  const files = names.map((name) => [`usr/${name}`, new Uint8Array(randomBytes(100_000))] as const)
  const definition = image()
    .from(repository(names.map((name, i) => apk({ name, files: Object.fromEntries([files[i]!]) }))))
    .add(...names)
  const options = { arch: ['x86_64'], epoch: 1 }

  it('has the same outcome where entries are removed meanwhile', async () => {
    const expected = await definition.build(options)
    const tars = join(dir, 'entries/package-tar')
    const built = await definition.build({
      ...options,
      cache: dir,
      onEvent: ({ kind }) => {
        if (kind === 'installed') rmSync(tars, { recursive: true })
      },
    })
    expect(built.digest).toBe(expected.digest)
  })

  it('has the same outcome where an entry is damaged', async () => {
    const expected = await definition.build(options)
    await definition.build({ ...options, cache: dir })
    for (const folder of ['package-tar', 'sha256', 'image-2', 'layer-2']) {
      for (const name of await readdir(join(dir, 'entries', folder))) {
        const file = join(dir, 'entries', folder, name)
        if (folder !== 'package-tar') await rm(file)
        else await writeFile(file, 'damage', { flag: 'r+' })
      }
    }
    await rm(join(dir, 'entries/package-chunks-gzip-4'), { recursive: true })
    expect((await definition.build({ ...options, cache: dir })).digest).toBe(expected.digest)
  })

  it('has the same outcome where the cache has room for less than the image', async () => {
    const expected = await definition.build(options)
    const cache = await openStore(dir, { maxBytes: 350_000 })
    expect((await definition.build({ ...options, cache })).digest).toBe(expected.digest)
  })
})
