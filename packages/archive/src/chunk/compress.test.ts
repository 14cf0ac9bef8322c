import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concatBytes } from '../bytes.ts'
import { collect } from '../source.ts'
import { memoryStore } from '../store/memory.ts'
import { unzstd } from '../zstd/zstd.ts'
import { type CompressChunksOptions, compressChunks, MAX_CHUNK } from './compress.ts'

const limit = 1 << 26
const text = (size: number, seed: number) => Buffer.alloc(size, `${seed} some text that repeats itself ${seed * 7919}`)
const chunks = [text(MAX_CHUNK, 1), text(10, 2), text(300_000, 3), text(0, 4), text(MAX_CHUNK, 5), text(1, 6)]
const plain = concatBytes(chunks)
const sha256 = (bytes: Uint8Array) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`

async function compress(options: CompressChunksOptions, input: Iterable<Uint8Array> = chunks) {
  const stream = compressChunks(input, options)
  const bytes = await collect(stream, { limit })
  return { bytes, result: await stream.result }
}

describe('gzip', () => {
  test('the chunks are one member that any reader expands', async () => {
    const { bytes, result } = await compress({ codec: 'gzip' })
    expect(Buffer.compare(gunzipSync(bytes), plain)).toBe(0)
    expect([...bytes.subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255])
    expect(result).toEqual({
      diffId: sha256(plain),
      digest: sha256(bytes),
      size: bytes.length,
      plainSize: plain.length,
      chunks: 5,
      reused: 0,
    })
  })

  test('no chunks are an empty member', async () => {
    const { bytes, result } = await compress({ codec: 'gzip' }, [])
    expect(gunzipSync(bytes).length).toBe(0)
    expect(result).toMatchObject({ plainSize: 0, size: bytes.length, chunks: 0 })
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
    expect(result).toMatchObject({ diffId: sha256(plain), digest: sha256(bytes), size: bytes.length, chunks: 5 })
  })

  test('no chunks are one empty frame', async () => {
    const { bytes } = await compress({ codec: 'zstd' }, [])
    expect(bytes.length).toBeGreaterThan(0)
    expect((await unzstd(bytes, { limit })).length).toBe(0)
  })
})

test('none: the bytes are the plain ones', async () => {
  const { bytes, result } = await compress({ codec: 'none', store: memoryStore() })
  expect(Buffer.compare(bytes, plain)).toBe(0)
  expect(result).toMatchObject({ diffId: sha256(plain), digest: sha256(plain), size: plain.length })
})

describe('with a store', () => {
  test.each(['gzip', 'zstd'] as const)(
    '%s: known chunks are taken from it, and the outcome is the same',
    async (codec) => {
      const store = memoryStore()
      const cold = await compress({ codec, store })
      const warm = await compress({ codec, store })
      expect(cold.result.reused).toBe(0)
      expect(warm.result).toEqual({ ...cold.result, reused: 5 })
      expect(Buffer.compare(cold.bytes, warm.bytes)).toBe(0)
      const changed = await compress({ codec, store }, [chunks[0]!, text(50, 9), ...chunks.slice(2)])
      expect(changed.result).toMatchObject({ chunks: 5, reused: 4 })
      expect(changed.result.digest).not.toBe(cold.result.digest)
    },
  )

  test('another level is another chunk', async () => {
    const store = memoryStore()
    await compress({ codec: 'gzip', level: 6, store })
    expect((await compress({ codec: 'gzip', level: 9, store })).result.reused).toBe(0)
  })

  test('a store that loses everything changes nothing', async () => {
    const store = { get: async () => undefined, put: async () => undefined }
    expect((await compress({ codec: 'gzip', store })).result.digest).toBe(
      (await compress({ codec: 'gzip' })).result.digest,
    )
  })
})

describe('refusals', () => {
  test.each([
    ['gzip', 0],
    ['gzip', 10],
    ['zstd', 23],
  ] as const)('%s has no level %i', (codec, level) => {
    expect(() => compressChunks([], { codec, level })).toThrow(
      expect.objectContaining({ code: 'ERR_ARCHIVE_ARGUMENT' }),
    )
  })

  test('a chunk that is too long', async () => {
    const stream = compressChunks([new Uint8Array(MAX_CHUNK + 1)], { codec: 'gzip' })
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
    const stream = compressChunks(source, { codec: 'gzip', concurrency: 3 })
    let read = 0
    for await (const _ of stream) {
      if (++read < 5) continue
      await new Promise((resolve) => setTimeout(resolve, 20))
      break
    }
    expect(state.produced).toBeLessThanOrEqual(5 + 3)
    expect(state.closed).toBe(true)
    await expect(stream.result).rejects.toMatchObject({ code: 'ERR_ARCHIVE_SEQUENCE' })
  })

  test('an abort rejects with its reason and closes the source', async () => {
    const { state, source } = endless()
    const controller = new AbortController()
    const reason = new Error('enough')
    const stream = compressChunks(source, { codec: 'gzip', signal: controller.signal })
    const reading = (async () => {
      let read = 0
      for await (const _ of stream) if (++read === 3) controller.abort(reason)
    })()
    await expect(reading).rejects.toBe(reason)
    await expect(stream.result).rejects.toBe(reason)
    expect(state.closed).toBe(true)
  })

  test('an error of the source, and one of the store, come through', async () => {
    const failing = async function* () {
      yield text(10, 1)
      throw new RangeError('broken source')
    }
    await expect(collect(compressChunks(failing(), { codec: 'gzip' }), { limit })).rejects.toThrow('broken source')
    const store = { get: async () => undefined, put: async () => Promise.reject(new Error('disk full')) }
    await expect(compress({ codec: 'gzip', store })).rejects.toThrow('disk full')
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
        expect(result.digest).toBe(sha256(bytes))
      },
    ),
  )
})
