import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { createAdbPackage, createPackage, type IndexRecord, memoryRepository, type Repository } from '@nacre/apk'
import { toHex } from '@nacre/archive'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { BuiltImage } from '../build/built-image.ts'
import { image } from '../definition/chain.ts'
import { apk, repository } from '../testing.ts'

let cache: string
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'nacre-expand-'))
})
afterEach(() => rm(cache, { recursive: true, force: true }))

const options = { arch: ['x86_64'], epoch: 1 }
const diffIds = (built: BuiltImage) => built.arch('x86_64').layers.map(({ diffId }) => diffId)

/** A repository with an index that says something else of its packages. */
function saying(file: Uint8Array, change: (record: IndexRecord) => Partial<IndexRecord>): Repository {
  const memory = memoryRepository([file])
  return {
    ...memory,
    async index(arch) {
      const index = await memory.index(arch)
      return { ...index, records: index.records.map((record) => ({ ...record, ...change(record) })) }
    },
    package: async () => file,
  }
}

describe('a package that is expanded into a cache', () => {
  it.each(['none', 'deflate'] as const)('may be of v3, with scripts and attributes (%s)', async (algorithm) => {
    const file = await createAdbPackage({
      compression: { algorithm },
      info: { name: 'a', version: '1-r0', arch: 'x86_64' },
      files: { 'usr/a': { content: 'x'.repeat(100_000), xattrs: { 'user.n': Uint8Array.of(1, 2) } }, 'usr/b': 'b' },
      scripts: { 'post-install': '#!/bin/sh\n' },
    })
    const given = new Uint8Array(file)
    const definition = image()
      .from(memoryRepository([given]))
      .add('a')
    const uncached = await definition.build(options)
    for (const one of [definition, definition.label('a', 'b')]) {
      const built = await one.build({ ...options, cache })
      expect(diffIds(built)).toEqual(diffIds(uncached))
      expect(built.arch('x86_64').packages[0]?.control).toEqual(uncached.arch('x86_64').packages[0]?.control)
    }
    expect(given).toEqual(file)
  })

  it('is found again by the identity that the index gives, however that is written', async () => {
    const file = await createPackage({ info: { name: 'a', version: '1-r0' }, files: { 'usr/a': 'x'.repeat(100_000) } })
    const inHex = ({ checksum }: IndexRecord) => ({
      checksum: `X1${toHex(new Uint8Array(Buffer.from(checksum.slice(2), 'base64')))}`,
    })
    const odd = image().from(saying(file, inHex)).add('a')
    const uncached = await odd.build(options)
    for (const one of [odd, odd.label('a', 'b')]) {
      expect(diffIds(await one.build({ ...options, cache }))).toEqual(diffIds(uncached))
    }
  })

  it('is refused as one that was never seen where an index calls it by another name', async () => {
    const file = await createPackage({ info: { name: 'a', version: '1-r0' }, files: { 'usr/a': 'a' } })
    await image()
      .from(memoryRepository([file]))
      .add('a')
      .build({ ...options, cache })
    const lying = image()
      .from(saying(file, () => ({ name: 'b' })))
      .add('b')
    await expect(lying.build({ ...options, cache })).rejects.toMatchObject({ code: 'ERR_APK_RECORD_MISMATCH' })
  })

  it('that cannot be read fails the build, and nothing else', async () => {
    const unhandled: unknown[] = []
    const listen = (reason: unknown): void => void unhandled.push(reason)
    process.on('unhandledRejection', listen)
    const definition = image()
      .from(repository([apk({ name: 'a', files: { 'usr/a': 'x'.repeat(100_000) } })]))
      .add('a')
    await definition.build({ ...options, cache })
    for (const namespace of ['package-5', 'package-chunks-3-gzip-4', 'sha256']) {
      const folder = join(cache, 'entries', namespace)
      for (const name of await readdir(folder)) {
        await rm(join(folder, name))
        await mkdir(join(folder, name))
      }
    }
    const other = definition.label('a', 'b').file('/b', 'b')
    await expect(other.build({ ...options, cache })).rejects.toMatchObject({ code: 'ERR_ARCHIVE_STORE_IO' })
    await wait(20)
    process.off('unhandledRejection', listen)
    expect(unhandled).toEqual([])
  })
})

describe('packages that are fetched together', () => {
  it('are no longer fetched once one has failed, and none is under way when that is told', async () => {
    const names = Array.from({ length: 40 }, (_, i) => `p${i}`)
    const memory = repository(names.map((name) => apk({ name, files: { [`usr/${name}`]: name } })))
    let [asked, underWay] = [0, 0]
    const slow: Repository = {
      ...memory,
      async package(record, verb) {
        asked++
        if (record.name === 'p1') throw new Error('lost')
        underWay++
        await wait(30)
        underWay--
        return await memory.package(record, verb)
      },
    }
    const built = image()
      .from(slow)
      .add(...names)
      .build({ ...options, cache })
    await expect(built).rejects.toThrow('lost')
    expect(underWay).toBe(0)
    expect(asked).toBeLessThan(20)
  })
})
