import { inflateRawSync } from 'node:zlib'
import type { PackageEntry } from '@nacre/apk'
import { ChunkBuffers, ChunkCompressor, MAX_CHUNK } from '@nacre/archive'
import { memoryStore } from '@nacre/archive/store'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ContentSource } from '../rootfs/content.ts'
import { CompressedFiles, keepCompressedFiles } from './compressed-files.ts'

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

const target = new Uint8Array(2 * MAX_CHUNK)

it.each([
  ['others', false],
  ['others', true],
  ['zeros', true],
] as const)(
  'every chunk of a large file is found by its range, with the zeros that fill its last tar block (%s, %s)',
  async (padded, inMemory) => {
    const { tar, entries, store } = await kept(padded, inMemory)
    const files = new CompressedFiles(store, checksum, 'gzip-1')
    for (const { offset, size } of entries) {
      for (let at = 0; at < size; at += MAX_CHUNK) {
        const length = Math.min(MAX_CHUNK, size - at)
        const found = await files.find(offset + at, length, target)
        if (size < 64 * 1024) {
          expect(found).toBeUndefined()
          continue
        }
        const plain = inflateRawSync(Buffer.concat([found!.bytes, Buffer.from([3, 0])]))
        const padding = at + length === size ? (512 - (size % 512)) % 512 : 0
        const expected = Buffer.concat([tar.subarray(offset + at, offset + at + length), Buffer.alloc(padding)])
        expect(plain.equals(expected)).toBe(true)
      }
    }
    expect(await files.find(entries[2]!.offset, 5, target)).toBeUndefined()
    expect(await files.find(entries[2]!.offset + 1, SIZES[2]!, target)).toBeUndefined()
    expect(
      await new CompressedFiles(store, checksum, 'gzip-2').find(entries[2]!.offset, SIZES[2]!, target),
    ).toBeUndefined()
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
      await store.put('package-chunks-gzip-1', checksum, bytes)
      const files = new CompressedFiles(store, checksum, 'gzip-1')
      for (const offset of [0, 512])
        expect((await files.find(offset, 512, target))?.bytes.length ?? 0).toBeLessThan(120)
    }),
  )
})
