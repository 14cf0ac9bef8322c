import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ByteReader } from '../byte-reader.ts'
import { concatBytes } from '../bytes.ts'
import { collect } from '../source.ts'
import { platform as node } from './node.ts'
import { platform as portable } from './portable.ts'

const limit = 1 << 26

/** Bytes of several kinds, the same every time: runs, text, noise, machine code. */
function varied(size: number): Uint8Array {
  const bytes = new Uint8Array(size)
  const code = readFileSync(process.execPath).subarray(1 << 22, (1 << 22) + (size >> 2))
  let state = 7
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state
  }
  const words = Array.from({ length: 500 }, () => next().toString(36))
  for (let at = 0; at < size; ) {
    const length = Math.min(size - at, 1000 + (next() >>> 14))
    const part = bytes.subarray(at, at + length)
    const kind = (next() >>> 28) & 3
    if (kind === 0) part.fill(next() >>> 24)
    else if (kind === 1) {
      let text = ''
      while (text.length < length) text += `${words[(next() >>> 8) % words.length]} `
      new TextEncoder().encodeInto(text, part)
    } else if (kind === 2) for (let i = 0; i < length; i++) part[i] = next() >>> 24
    else part.set(code.subarray((next() >>> 4) % code.length).subarray(0, length))
    at += length
  }
  return bytes
}

describe('node and portable deflate to the same bytes', () => {
  const ten = varied(10_000_000)

  test.each(['finish', 'flush'] as const)(
    '10 MB at level 6, %s',
    async (end) => {
      const [a, b] = await Promise.all([
        node.deflateRaw(ten, { level: 6, end }),
        portable.deflateRaw(ten, { level: 6, end }),
      ])
      expect(Buffer.compare(a, b)).toBe(0)
    },
    60_000,
  )

  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9])(
    'chunks at level %i, finished and flushed',
    async (level) => {
      for (const size of [0, 1, 511, 65_536, 1 << 20]) {
        for (const end of ['finish', 'flush'] as const) {
          const chunk = ten.subarray(level * 1000, level * 1000 + size)
          const [a, b] = await Promise.all([
            node.deflateRaw(chunk, { level, end }),
            portable.deflateRaw(chunk, { level, end }),
          ])
          expect(Buffer.compare(a, b), `${size} bytes, ${end}`).toBe(0)
        }
      }
    },
    60_000,
  )

  test('any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 400 })), {
          maxLength: 12,
        }),
        fc.integer({ min: 1, max: 9 }),
        async (runs, level) => {
          const bytes = concatBytes(runs.flatMap(([run, times]) => Array.from({ length: times }, () => run)))
          for (const end of ['finish', 'flush'] as const) {
            const a = await node.deflateRaw(bytes, { level, end })
            expect(Buffer.compare(a, await portable.deflateRaw(bytes, { level, end }))).toBe(0)
          }
        },
      ),
    )
  })
})

describe('node and portable agree', () => {
  const data = varied(300_000)

  test('on hashes', async () => {
    for (const algorithm of ['sha1', 'sha256', 'sha512'] as const) {
      const expected = Buffer.from(node.hash(algorithm, data))
      expect(Buffer.compare(portable.hash(algorithm, data), expected)).toBe(0)
      for (const platform of [node, portable]) expect(platform.hashHex(algorithm, data)).toBe(expected.toString('hex'))
      expect(Buffer.compare(await portable.hashAsync(algorithm, data), expected)).toBe(0)
      expect(Buffer.compare(await node.hashAsync(algorithm, data), expected)).toBe(0)
      for (const platform of [node, portable]) {
        const hasher = platform.createHasher(algorithm).update(data.subarray(0, 77)).update(data.subarray(77))
        expect(Buffer.compare(hasher.digest(), expected)).toBe(0)
      }
    }
  })

  test('on CRC-32 of any bytes after any others', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(0xffffffff), (bytes, seed) => {
        expect(portable.crc32(bytes, seed)).toBe(node.crc32(bytes, seed))
      }),
    )
  })

  test('on what a deflate stream holds, and where it ends', async () => {
    const compressed = await node.deflateRaw(data, { level: 6, end: 'finish' })
    const file = concatBytes([compressed, Uint8Array.of(1, 2, 3)])
    for (const platform of [node, portable]) {
      for (const sizeHint of [undefined, 0, 1, data.length - 1, data.length, data.length + 1, limit, 2 ** 32 - 1]) {
        const { data: plain, consumed } = platform.inflateRaw(file, { limit, sizeHint })
        expect(Buffer.compare(plain, data)).toBe(0)
        expect(consumed).toBe(compressed.length)
      }
      for (const size of [1, 100, 65_536, file.length]) {
        const source = Array.from({ length: Math.ceil(file.length / size) }, (_, i) =>
          file.slice(i * size, (i + 1) * size),
        )
        const reader = new ByteReader(size === 1 ? source.slice(0, 0).concat(file.slice(0)) : source)
        let used = 0
        const streamed = await collect(
          platform.inflateRawStream(reader, (bytes) => {
            used += bytes.length
          }),
          { limit },
        )
        expect(Buffer.compare(streamed, data)).toBe(0)
        expect(used).toBe(compressed.length)
        expect([...(await reader.take(10))]).toEqual([1, 2, 3])
      }
    }
  })

  test('on broken streams: the same bytes or the same code', async () => {
    const compressed = await node.deflateRaw(data.subarray(0, 3000), { level: 6, end: 'finish' })
    const outcome = (run: () => { consumed: number }) => {
      try {
        return run().consumed
      } catch (error) {
        return error instanceof Error && 'code' in error ? error.code : error
      }
    }
    await fc.assert(
      fc.asyncProperty(
        fc.nat(compressed.length - 1),
        fc.nat(255),
        fc.nat(compressed.length),
        async (at, value, length) => {
          const broken = new Uint8Array(compressed.subarray(0, Math.max(at + 1, length)))
          broken[at] = value
          const expected = outcome(() => node.inflateRaw(broken, { limit }))
          expect(outcome(() => portable.inflateRaw(broken, { limit }))).toBe(expected)
          for (const platform of [node, portable]) {
            let used = 0
            const reading = collect(
              platform.inflateRawStream(new ByteReader(broken), (bytes) => {
                used += bytes.length
              }),
              { limit },
            )
            const streamed = await reading.then(
              () => used,
              (error: { code: string }) => error.code,
            )
            expect(streamed).toBe(expected)
          }
        },
      ),
      { numRuns: 200 },
    )
  })

  test('that a small limit is passed', async () => {
    const compressed = await node.deflateRaw(new Uint8Array(1 << 20), { level: 6, end: 'finish' })
    for (const platform of [node, portable]) {
      expect(() => platform.inflateRaw(compressed, { limit: 1000 })).toThrow(
        expect.objectContaining({ code: 'ERR_ARCHIVE_LIMIT' }),
      )
    }
  })

  test('that zstd is not portable', async () => {
    const refused = { code: 'ERR_ARCHIVE_UNSUPPORTED_RUNTIME' }
    await expect(portable.zstdCompress(data, { level: 3 })).rejects.toMatchObject(refused)
    await expect(portable.zstdDecompressStream(new ByteReader(data)).next()).rejects.toMatchObject(refused)
  })
})
