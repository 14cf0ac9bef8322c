import { constants, crc32, gzipSync, inflateRawSync, type ZlibOptions } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chunkBound } from '../platform/deflate-bound.ts'
import { DeflatedStream } from '../splice/deflated-stream.ts'
import { ChunkCompressor, MAX_CHUNK } from './compressor.ts'

/** Text of words, which deflates to blocks of some ten thousand bytes. */
function words(size: number, seed: number): Buffer {
  const bytes = Buffer.alloc(size)
  let state = seed * 2 + 1
  for (let at = 0; at < size; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    at += bytes.write(`${(state >>> 18).toString(36)} `, at, 'latin1')
  }
  return bytes
}

const gzip = () => new ChunkCompressor({ codec: 'gzip', level: 4 })

/** A chunk of its own, expanded by zlib: it refers to nothing before it. */
const expanded = (bytes: Uint8Array): Buffer => inflateRawSync(Buffer.concat([bytes, Uint8Array.of(3, 0)]))

async function compressBoth(tar: Buffer, packing: ZlibOptions, { offset = 0, length = tar.length, padding = 0 } = {}) {
  const stream = new DeflatedStream(gzipSync(tar, packing))
  const plain = Buffer.concat([tar.subarray(offset, offset + length), Buffer.alloc(padding)])
  const compressor = gzip()
  const taken = await compressor.compress(plain, { stream, offset, length })
  const anew = await compressor.compress(plain)
  compressor.close()
  return { plain, taken, anew, stream }
}

describe('a chunk that takes over blocks', () => {
  const tar = Buffer.concat([words(300_000, 1), words(900_000, 2), words(300_000, 3)])

  test('expands by itself to what it was made of, with its CRC-32, and is another than one that was deflated anew', async () => {
    const range = { offset: 300_032, length: 800_000, padding: 480 }
    const { plain, taken, anew } = await compressBoth(tar, { level: 9 }, range)
    expect(expanded(taken.bytes).equals(plain)).toBe(true)
    expect(taken.crc).toBe(crc32(plain))
    expect(taken.bytes.length).toBeLessThan(anew.bytes.length)
    expect(Buffer.compare(taken.bytes, anew.bytes)).not.toBe(0)
  })

  test('takes over a whole stream', async () => {
    const { plain, taken } = await compressBoth(tar.subarray(0, MAX_CHUNK), { level: 9 })
    expect(expanded(taken.bytes).equals(plain)).toBe(true)
    expect(taken.crc).toBe(crc32(plain))
  })

  test('is the same however many are worked on at once', async () => {
    const stream = new DeflatedStream(gzipSync(tar, { level: 9 }))
    const outcomes = [1, 2, 8].map(async (concurrency) => {
      const compressor = new ChunkCompressor({ codec: 'gzip', level: 4, concurrency })
      const bytes = await Promise.all(
        [0, 250_000, 500_000].map(async (offset) => {
          const plain = tar.subarray(offset, offset + 500_000)
          return (await compressor.compress(plain, { stream, offset, length: 500_000 })).bytes
        }),
      )
      compressor.close()
      return Buffer.concat(bytes).toString('base64')
    })
    expect(new Set(await Promise.all(outcomes)).size).toBe(1)
  })

  test('is right for any part of any stream, and no longer than what is deflated may be', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          seed: fc.nat(1000),
          size: fc.integer({ min: 1, max: 400_000 }),
          noise: fc.nat(200_000),
          level: fc.integer({ min: 0, max: 9 }),
          strategy: fc.integer({ min: 0, max: 4 }),
          memLevel: fc.integer({ min: 1, max: 9 }),
        }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async ({ seed, size, noise, ...packing }, from, share) => {
          const random = words(noise, seed).map((byte, i) => (byte * 193 + i * i) >> 3)
          const tar = Buffer.concat([words(size, seed), random])
          const offset = Math.min(tar.length - 1, Math.floor(from * tar.length))
          const length = Math.max(1, Math.floor(share * (tar.length - offset)))
          const { plain, taken } = await compressBoth(tar, packing, { offset, length })
          expect(expanded(taken.bytes).equals(plain)).toBe(true)
          expect(taken.crc).toBe(crc32(plain))
          expect(taken.bytes.length).toBeLessThanOrEqual(chunkBound(plain.length))
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('a chunk is deflated anew', () => {
  test('where no whole block lies in it', async () => {
    const { taken, anew } = await compressBoth(words(3000, 1), { level: 9 }, { offset: 10, length: 2000 })
    expect(Buffer.compare(taken.bytes, anew.bytes)).toBe(0)
  })

  test('where the blocks are many times as long as what they stand for', async () => {
    const pieces = Array.from({ length: 3000 }, () => Buffer.concat([Uint8Array.of(0, 0, 0, 0xff, 0xff)]))
    const plain = words(20_000, 1)
    const whole = gzipSync(plain, { level: 9 })
    const header = whole.subarray(0, 10)
    // Empty stored blocks (RFC 1951 §3.2.4) before the stream that follows.
    const padded = Buffer.concat([header, ...pieces, whole.subarray(10)])
    const compressor = gzip()
    const origin = { stream: new DeflatedStream(padded), offset: 0, length: plain.length }
    const [taken, anew] = [await compressor.compress(plain, origin), await compressor.compress(plain)]
    compressor.close()
    expect(expanded(taken.bytes).equals(plain)).toBe(true)
    expect(taken.bytes.length).toBeLessThanOrEqual(chunkBound(plain.length))
    expect(taken.crc).toBe(anew.crc)
  })

  test('where every byte has a block of its own', async () => {
    const plain = words(3000, 1)
    const stored = [...plain].map((byte, i) => Uint8Array.of(i === plain.length - 1 ? 1 : 0, 1, 0, 0xfe, 0xff, byte))
    const header = gzipSync('').subarray(0, 10)
    const compressor = gzip()
    const origin = { stream: new DeflatedStream(Buffer.concat([header, ...stored])), offset: 0, length: plain.length }
    const [taken, anew] = [await compressor.compress(plain, origin), await compressor.compress(plain)]
    compressor.close()
    expect(Buffer.compare(taken.bytes, anew.bytes)).toBe(0)
  })

  test('by codecs that have other blocks', async () => {
    const tar = words(300_000, 1)
    const stream = new DeflatedStream(gzipSync(tar))
    const compressor = new ChunkCompressor({ codec: 'zstd' })
    const taken = await compressor.compress(tar, { stream, offset: 0, length: tar.length })
    expect(Buffer.compare(taken.bytes, (await compressor.compress(tar)).bytes)).toBe(0)
    compressor.close()
  })
})

test('a stream knows how much it expands to, and refuses what is no gzip member', () => {
  expect(new DeflatedStream(gzipSync(words(70_000, 1), { flush: constants.Z_SYNC_FLUSH })).size).toBe(70_000)
  expect(() => new DeflatedStream(Buffer.from('no member'))).toThrow(
    expect.objectContaining({ code: 'ERR_ARCHIVE_GZIP_HEADER' }),
  )
  expect(() => new DeflatedStream(gzipSync('x').subarray(0, 5))).toThrow(
    expect.objectContaining({ code: 'ERR_ARCHIVE_TRUNCATED' }),
  )
})
