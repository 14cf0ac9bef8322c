import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { dataRoot, testData } from '../../../../test/conformance/data.ts'
import { encodeLibraryCache, type LibraryCacheEntry } from './library-cache-file.ts'

describe.skipIf(!dataRoot)('the cache of a published image', () => {
  const read = async (): Promise<{ file: Buffer; entries: LibraryCacheEntry[] }> => {
    const file = await readFile(testData('data/golden/chainguard-python-image/etc/ld.so.cache'))
    const text = (offset: number) => file.toString('latin1', offset, file.indexOf(0, offset))
    const entries = Array.from({ length: file.readUInt32LE(20) }, (_, i) => {
      const at = 48 + 24 * i
      return {
        flags: file.readUInt32LE(at),
        name: text(file.readUInt32LE(at + 4)),
        path: text(file.readUInt32LE(at + 8)),
      }
    })
    return { file, entries }
  }

  it('is what its entries are encoded to', async () => {
    const { file, entries } = await read()
    expect(entries.length).toBeGreaterThan(20)
    expect(Buffer.from(encodeLibraryCache(entries, { littleEndian: true })).equals(file)).toBe(true)
  })
})

it('a cache of nothing is its header and a whole line of zeros', () => {
  expect(encodeLibraryCache([], { littleEndian: true })).toHaveLength(64)
  expect(Buffer.from(encodeLibraryCache([], { littleEndian: false })).readUInt32BE(20)).toBe(0)
})
