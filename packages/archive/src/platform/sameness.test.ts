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

/** Bytes that cannot be compressed, the same every time. */
function noise(seed: number, size: number): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(size / 64) * 64)
  const counter = new Uint32Array([seed, 0])
  for (let at = 0; at < size; at += 64) {
    counter[1] = at
    bytes.set(node.hash('sha512', new Uint8Array(counter.buffer)), at)
  }
  return bytes.subarray(0, size)
}

describe('node and portable deflate to the same bytes', () => {
  const ten = varied(10_000_000)

  test('10 MB at level 6', async () => {
    const [a, b] = await Promise.all([node.deflateRaw(ten, { level: 6 }), portable.deflateRaw(ten, { level: 6 })])
    expect(Buffer.compare(a, b)).toBe(0)
  }, 60_000)

  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9])(
    'streams and chunks at level %i',
    async (level) => {
      const [a, b] = [node.createDeflater({ level }), portable.createDeflater({ level })]
      for (const size of [1, 511, 65_536, 1 << 20, 2, 1 << 20, 1 << 20, 300_000, 1 << 20]) {
        const bytes = ten.subarray(level * 1000 + size, level * 1000 + 2 * size)
        expect(Buffer.compare(await a.deflate(bytes), await b.deflate(bytes)), `${size} bytes`).toBe(0)
        const finished = await Promise.all([node.deflateRaw(bytes, { level }), portable.deflateRaw(bytes, { level })])
        expect(Buffer.compare(finished[0], finished[1]), `${size} bytes, finished`).toBe(0)
      }
      a.close()
      b.close()
    },
    60_000,
  )

  test('any bytes, whatever was deflated before them', async () => {
    const runs = fc.array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 400 })), {
      minLength: 1,
      maxLength: 12,
    })
    const joined = (pieces: readonly (readonly [Uint8Array, number])[]) =>
      concatBytes(pieces.flatMap(([run, times]) => Array.from({ length: times }, () => run)))
    await fc.assert(
      fc.asyncProperty(
        fc.array(runs, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 9 }),
        async (all, level) => {
          const deflater = node.createDeflater({ level })
          for (const bytes of all.map(joined)) {
            const a = await deflater.deflate(bytes)
            expect(Buffer.compare(a, await portable.createDeflater({ level }).deflate(bytes))).toBe(0)
            const b = await node.deflateRaw(bytes, { level })
            expect(Buffer.compare(b, await portable.deflateRaw(bytes, { level }))).toBe(0)
          }
          deflater.close()
        },
      ),
    )
  })

  test('a few bytes, whatever the stream has deflated before them', async () => {
    const before = noise(1, 70_000)
    const deflater = node.createDeflater({ level: 4 })
    for (let i = 0; i < 300; i++) {
      const few = noise(i + 2, 1 + (i % 60)).map((byte) => (byte % (1 + (i % 4))) * 97)
      await deflater.deflate(before.subarray(i * 7, 66_000 + i * 3))
      const expected = await portable.createDeflater({ level: 4 }).deflate(few)
      expect(Buffer.compare(await deflater.deflate(few), expected), `${few.join()}`).toBe(0)
    }
    deflater.close()
  })

  test('noise of a whole chunk, which grows by more than stored blocks would', async () => {
    const deflater = node.createDeflater({ level: 4 })
    let grown = 0
    for (let seed = 0; seed < 8; seed++) {
      const bytes = noise(seed, 1 << 20)
      const deflated = await portable.createDeflater({ level: 4 }).deflate(bytes)
      grown = Math.max(grown, deflated.length - bytes.length)
      expect(Buffer.compare(await deflater.deflate(bytes), deflated)).toBe(0)
      const finished = concatBytes([deflated, Uint8Array.of(3, 0)])
      expect(Buffer.compare(node.inflateRaw(finished, { limit }).data, bytes)).toBe(0)
    }
    expect(grown).toBeGreaterThan(1000)
    deflater.close()
  })

  test('noise, which grows, fills the room for output again and again', async () => {
    const bytes = noise(1, 1 << 20)
    const deflater = node.createDeflater({ level: 4 })
    const first = await deflater.deflate(bytes)
    expect(first.length).toBeGreaterThan(bytes.length)
    for (let i = 0; i < 6; i++) expect(Buffer.compare(await deflater.deflate(bytes), first)).toBe(0)
    deflater.close()
  })
})

describe('node and portable agree', () => {
  const data = varied(300_000)

  test('on hashes', () => {
    for (const algorithm of ['sha1', 'sha256', 'sha512'] as const) {
      const expected = Buffer.from(node.hash(algorithm, data))
      expect(Buffer.compare(portable.hash(algorithm, data), expected)).toBe(0)
      for (const platform of [node, portable]) expect(platform.hashHex(algorithm, data)).toBe(expected.toString('hex'))
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
    const compressed = await node.deflateRaw(data, { level: 6 })
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
    const compressed = await node.deflateRaw(data.subarray(0, 3000), { level: 6 })
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
    const compressed = await node.deflateRaw(new Uint8Array(1 << 20), { level: 6 })
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
