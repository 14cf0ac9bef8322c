import { createHash } from 'node:crypto'
import { crc32, gunzipSync, inflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concatBytes } from '../bytes.ts'
import { collect } from '../source.ts'
import { unzstd } from '../zstd/zstd.ts'
import { ChunkBuffers } from './buffers.ts'
import { compressChunks, type KnownChunk } from './compress.ts'
import { ChunkCompressor, type ChunkCompressorOptions, MAX_CHUNK } from './compressor.ts'

const limit = 1 << 26
const text = (size: number, seed: number) => Buffer.alloc(size, `${seed} some text that repeats itself ${seed * 7919}`)
const chunks = [text(MAX_CHUNK, 1), text(10, 2), text(300_000, 3), text(0, 4), text(MAX_CHUNK, 5), text(1, 6)]
const plain = concatBytes(chunks)
const gzip = (concurrency?: number) => new ChunkCompressor({ codec: 'gzip', ...(concurrency && { concurrency }) })
const sha256 = (bytes: Uint8Array) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`

async function compress(options: ChunkCompressorOptions, input: Iterable<Uint8Array | KnownChunk> = chunks) {
  const compressor = new ChunkCompressor(options)
  const stream = compressChunks(input, compressor)
  const bytes = await collect(stream, { limit })
  compressor.close()
  return { bytes, result: await stream.result }
}

describe('gzip', () => {
  test('the chunks are one member that any reader expands', async () => {
    const { bytes, result } = await compress({ codec: 'gzip' })
    expect(Buffer.compare(gunzipSync(bytes), plain)).toBe(0)
    expect([...bytes.subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255])
    expect(result).toMatchObject({ diffId: sha256(plain), size: bytes.length, plainSize: plain.length })
    expect(result.chunks).toHaveLength(5)
  })

  test('where each chunk lies is told, and there it expands for itself', async () => {
    const { bytes, result } = await compress({ codec: 'gzip' })
    for (const [i, chunk] of chunks.filter(({ length }) => length > 0).entries()) {
      const { offset, length, crc } = result.chunks[i]!
      const found = bytes.subarray(offset, offset + length)
      expect(Buffer.compare(inflateRawSync(concatBytes([found, Uint8Array.of(3, 0)])), chunk)).toBe(0)
      expect(crc).toBe(crc32(chunk))
    }
  })

  test('no chunks are an empty member', async () => {
    const { bytes, result } = await compress({ codec: 'gzip' }, [])
    expect(gunzipSync(bytes).length).toBe(0)
    expect(result).toMatchObject({ plainSize: 0, size: bytes.length, chunks: [] })
  })

  test('the bytes do not depend on how many chunks are worked on at once', async () => {
    const one = await compress({ codec: 'gzip', concurrency: 1 })
    const many = await compress({ codec: 'gzip', concurrency: 16 })
    expect(Buffer.compare(one.bytes, many.bytes)).toBe(0)
  })

  test('a chunk has the same compressed bytes wherever it stands', async () => {
    const alone = (await compress({ codec: 'gzip' }, [chunks[2]!])).bytes.subarray(10, -10)
    expect(Buffer.from((await compress({ codec: 'gzip' })).bytes).includes(Buffer.from(alone))).toBe(true)
  })
})

describe('zstd', () => {
  test('every chunk is a frame', async () => {
    const { bytes, result } = await compress({ codec: 'zstd' })
    expect(Buffer.compare(await unzstd(bytes, { limit }), plain)).toBe(0)
    expect(result).toMatchObject({ diffId: sha256(plain), size: bytes.length })
    expect(result.chunks).toHaveLength(5)
  })

  test('no chunks are one empty frame', async () => {
    const { bytes } = await compress({ codec: 'zstd' }, [])
    expect(bytes.length).toBeGreaterThan(0)
    expect((await unzstd(bytes, { limit })).length).toBe(0)
  })
})

test('none: the bytes are the plain ones', async () => {
  const { bytes, result } = await compress({ codec: 'none' })
  expect(Buffer.compare(bytes, plain)).toBe(0)
  expect(result).toMatchObject({ diffId: sha256(plain), size: plain.length })
})

describe('known chunks', () => {
  test.each(['gzip', 'zstd'] as const)(
    '%s: what is known is not compressed again, and the outcome is the same',
    async (codec) => {
      const compressor = new ChunkCompressor({ codec })
      const known = await Promise.all(
        chunks
          .filter(({ length }) => length > 0)
          .map(async (plain) => ({ plain, compressed: await compressor.compress(plain) })),
      )
      compressor.close()
      expect(Buffer.compare((await compress({ codec }, known)).bytes, (await compress({ codec })).bytes)).toBe(0)
      // Bytes that no compressor makes are passed on: they were not made again.
      const marked = known.map(({ plain }) => ({ plain, compressed: { bytes: Uint8Array.of(1, 2, 3), crc: 0 } }))
      const { bytes } = await compress({ codec }, marked)
      expect(Buffer.from(bytes).includes(Buffer.from([1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3]))).toBe(true)
    },
  )
})

test('a chunk is released once, when the piece after its own is asked for', async () => {
  const released: number[] = []
  const input = chunks.slice(0, 3).map((plain, i) => ({ plain, release: () => void released.push(i) }))
  const seen: number[][] = []
  for await (const _ of compressChunks(input, gzip(1))) seen.push([...released])
  // The header, three chunks, the end.
  expect(seen).toEqual([[], [], [0], [0, 1], [0, 1, 2]])
  expect(released).toEqual([0, 1, 2])
})

test('buffers are used again when they were given back, or the work has ended', () => {
  const buffers = new ChunkBuffers()
  const [one, other] = [buffers.lease(), buffers.lease()]
  const first = one.take()
  expect(first.length).toBeGreaterThanOrEqual(2 * MAX_CHUNK)
  one.give(first)
  one.give(first)
  expect(one.take()).toBe(first)
  expect(other.take()).not.toBe(first)
  one.end()
  one.give(first)
  expect(other.take()).toBe(first)
  expect(other.take()).not.toBe(first)
})

test('a compressor is of use again after it was closed', async () => {
  const compressor = new ChunkCompressor({ codec: 'gzip', concurrency: 2 })
  const first = await Promise.all(chunks.slice(0, 3).map((plain) => compressor.compress(plain)))
  compressor.close()
  const second = await Promise.all(chunks.slice(0, 3).map((plain) => compressor.compress(plain)))
  compressor.close()
  for (const [i, { bytes }] of first.entries()) expect(Buffer.compare(bytes, second[i]!.bytes)).toBe(0)
})

describe('refusals', () => {
  test.each([
    ['gzip', 0],
    ['gzip', 10],
    ['zstd', 23],
  ] as const)('%s has no level %i', (codec, level) => {
    expect(() => new ChunkCompressor({ codec, level })).toThrow(
      expect.objectContaining({ code: 'ERR_ARCHIVE_ARGUMENT' }),
    )
  })

  test('a chunk that is too long', async () => {
    const stream = compressChunks([new Uint8Array(MAX_CHUNK + 1)], gzip())
    await expect(collect(stream, { limit })).rejects.toMatchObject({ code: 'ERR_ARCHIVE_ARGUMENT' })
    await expect(stream.result).rejects.toMatchObject({ code: 'ERR_ARCHIVE_ARGUMENT' })
  })
})

describe('stopping', () => {
  const endless = () => {
    const state = { produced: 0, closed: false }
    const source = async function* () {
      try {
        for (;;) {
          state.produced++
          yield text(1000, state.produced)
        }
      } finally {
        state.closed = true
      }
    }
    return { state, source: source() }
  }

  test('reading no further asks for no more, and leaving closes the source', async () => {
    const { state, source } = endless()
    const stream = compressChunks(source, gzip(3))
    let read = 0
    for await (const _ of stream) {
      if (++read < 5) continue
      await new Promise((resolve) => setTimeout(resolve, 20))
      break
    }
    // Those that were read, one more than is worked on, and one that was asked for.
    expect(state.produced).toBeLessThanOrEqual(5 + 3 + 1)
    expect(state.closed).toBe(true)
    await expect(stream.result).rejects.toMatchObject({ code: 'ERR_ARCHIVE_SEQUENCE' })
  })

  test('an abort rejects with its reason and closes the source', async () => {
    const { state, source } = endless()
    const controller = new AbortController()
    const reason = new Error('enough')
    const stream = compressChunks(source, gzip(), { signal: controller.signal })
    const reading = (async () => {
      let read = 0
      for await (const _ of stream) if (++read === 3) controller.abort(reason)
    })()
    await expect(reading).rejects.toBe(reason)
    await expect(stream.result).rejects.toBe(reason)
    expect(state.closed).toBe(true)
  })

  test('an error of the source comes through', async () => {
    const failing = async function* () {
      yield text(10, 1)
      throw new RangeError('broken source')
    }
    await expect(collect(compressChunks(failing(), gzip()), { limit })).rejects.toThrow('broken source')
  })
})

test('any chunks come back, with their digests', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 8 }),
      fc.integer({ min: 1, max: 9 }),
      async (input, level) => {
        const { bytes, result } = await compress({ codec: 'gzip', level }, input)
        const joined = Buffer.concat(input)
        expect(gunzipSync(bytes).equals(joined)).toBe(true)
        expect(result.diffId).toBe(sha256(joined))
        expect(result.size).toBe(bytes.length)
      },
    ),
  )
})
