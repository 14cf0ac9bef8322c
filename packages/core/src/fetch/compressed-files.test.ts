import { gzipSync, inflateRawSync } from 'node:zlib'
import type { PackageEntry } from '@nacre/apk'
import { ChunkBuffers, ChunkCompressor, MAX_CHUNK } from '@nacre/archive'
import { memoryStore, type Store } from '@nacre/archive/store'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ContentSource } from '../rootfs/content.ts'
import { keepCompressedFiles } from './compress-files.ts'
import { CompressedFiles, compressedFilesNamespace } from './compressed-files.ts'
import { IdleFile } from './idle-file.ts'

const SIZES = [10, 64 * 1024 - 1, 64 * 1024, MAX_CHUNK + 70_001, MAX_CHUNK]
const checksum = 'Q1test'

function made(padding: 'zeros' | 'others' = 'others') {
  const entries: PackageEntry[] = []
  let offset = 512
  for (const [i, size] of SIZES.entries()) {
    entries.push({ ...entry, name: `f${i}`, size, offset })
    offset += Math.ceil(size / 512) * 512 + 512
  }
  const tar = new Uint8Array(offset).map((_, i) => (i * 31) >> 7)
  if (padding === 'zeros')
    for (const { offset, size } of entries) tar.fill(0, offset + size, Math.ceil((offset + size) / 512) * 512)
  const content: ContentSource = {
    id: checksum,
    fill(target, at) {
      const found = tar.subarray(at, at + target.length)
      target.set(found)
      return found.length
    },
    close: async () => {},
  }
  return { tar, entries, content }
}

const entry: PackageEntry = {
  name: '',
  type: 'file',
  mode: 0o644,
  uid: 0,
  gid: 0,
  uname: '',
  gname: '',
  size: 0,
  mtime: 0,
  linkname: '',
  devmajor: 0,
  devminor: 0,
  xattrs: {},
  offset: 0,
}

async function kept(padding: 'zeros' | 'others', inMemory: boolean) {
  const { tar, entries, content: stored } = made(padding)
  const view = (offset: number, length: number) => tar.subarray(offset, offset + length)
  const content = inMemory ? { ...stored, view } : stored
  const store = memoryStore()
  const compressor = new ChunkCompressor({ codec: 'gzip', level: 1 })
  const buffers = new ChunkBuffers()
  await keepCompressedFiles({ entries, content, checksum }, { store, compressor, buffers })
  compressor.close()
  return { tar, entries, store }
}

const found = (store: Store, codec: string) =>
  new CompressedFiles(new IdleFile(() => store.open(compressedFilesNamespace(codec), checksum)))

const target = new Uint8Array(2 * MAX_CHUNK)

it.each([
  ['others', false],
  ['others', true],
  ['zeros', true],
] as const)(
  'every chunk of a large file is found by its range, with the zeros that fill its last tar block (%s, %s)',
  async (padded, inMemory) => {
    const { tar, entries, store } = await kept(padded, inMemory)
    const files = found(store, 'gzip-1')
    for (const { offset, size } of entries) {
      for (let at = 0; at < size; at += MAX_CHUNK) {
        const length = Math.min(MAX_CHUNK, size - at)
        const chunk = await files.find(offset + at, length, target)
        if (size < 64 * 1024) {
          expect(chunk).toBeUndefined()
          continue
        }
        const plain = inflateRawSync(Buffer.concat([chunk!.bytes, Buffer.from([3, 0])]))
        const padding = at + length === size ? (512 - (size % 512)) % 512 : 0
        const expected = Buffer.concat([tar.subarray(offset + at, offset + at + length), Buffer.alloc(padding)])
        expect(plain.equals(expected)).toBe(true)
      }
    }
    expect(await files.find(entries[2]!.offset, 5, target)).toBeUndefined()
    expect(await files.find(entries[2]!.offset + 1, SIZES[2]!, target)).toBeUndefined()
    expect(await found(store, 'gzip-2').find(entries[2]!.offset, SIZES[2]!, target)).toBeUndefined()
    await files.close()
  },
)

it('a package without large files, and a codec that compresses nothing, leave nothing', async () => {
  const { entries, content } = made()
  const puts: string[] = []
  const put = async (namespace: string) => {
    puts.push(namespace)
    return { size: 0 }
  }
  const store = { ...memoryStore(), put }
  const buffers = new ChunkBuffers()
  const none = new ChunkCompressor({ codec: 'none' })
  await keepCompressedFiles({ entries, content, checksum }, { store, compressor: none, buffers })
  const gzip = new ChunkCompressor({ codec: 'gzip' })
  await keepCompressedFiles({ entries: entries.slice(0, 2), content, checksum }, { store, compressor: gzip, buffers })
  expect(puts).toEqual([])
})

it('any bytes in place of what was kept are taken as nothing kept, or give what they hold', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 120 }), async (bytes) => {
      const store = memoryStore()
      await store.put(compressedFilesNamespace('gzip-1'), checksum, bytes)
      const files = found(store, 'gzip-1')
      for (const offset of [0, 512])
        expect((await files.find(offset, 512, target))?.bytes.length ?? 0).toBeLessThan(120)
    }),
  )
})

it('large files take over what their package was packed to; what they are expands to the same', async () => {
  const { tar, entries, content } = made('zeros')
  const packed = gzipSync(tar, { level: 9, memLevel: 6 })
  const chunks = await Promise.all(
    [{}, { packed }, { packed: packed.subarray(0, 100) }].map(async (given) => {
      const store = memoryStore()
      const compressor = new ChunkCompressor({ codec: 'gzip', level: 1 })
      await keepCompressedFiles(
        { entries, content, checksum, ...given },
        { store, compressor, buffers: new ChunkBuffers() },
      )
      compressor.close()
      const files = found(store, 'gzip-1')
      const of = (i: number) =>
        files.find(entries[i]!.offset, Math.min(MAX_CHUNK, SIZES[i]!), new Uint8Array(2 * MAX_CHUNK))
      return { small: (await of(2))!.bytes, large: (await of(3))!.bytes }
    }),
  )
  const [anew, taken, broken] = chunks as [(typeof chunks)[0], (typeof chunks)[0], (typeof chunks)[0]]
  expect(Buffer.compare(taken.large, anew.large)).not.toBe(0)
  expect(Buffer.compare(taken.small, anew.small)).toBe(0)
  expect(Buffer.compare(broken.large, anew.large)).toBe(0)
  const [one, other] = [anew, taken].map(({ large }) => inflateRawSync(Buffer.concat([large, Buffer.from([3, 0])])))
  expect(one!.equals(other!)).toBe(true)
})
