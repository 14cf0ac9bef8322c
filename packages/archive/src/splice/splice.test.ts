import { readdirSync, readFileSync } from 'node:fs'
import { constants, deflateRawSync, inflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dataRoot, testData } from '../../../../test/conformance/data.ts'
import { concatBytes } from '../bytes.ts'
import { ArchiveError } from '../error.ts'
import { gunzipMember } from '../gzip/gunzip.ts'
import { gzipHeaderLength } from '../gzip/header.ts'
import type { DeflateBlocks } from './blocks.ts'
import { scanDeflate } from './scan.ts'
import { spliceBlocks, spliceBound } from './splice.ts'
import { blocksWithin } from './within.ts'

const { Z_SYNC_FLUSH, Z_FULL_FLUSH, Z_FINISH } = constants
const WINDOW = 32 * 1024

const words = ['the ', 'stream ', 'of ', 'blocks, ', 'a ', 'distance\n', 'Huffman ', '0123456789', 'bit']
const data = fc.oneof(
  fc.array(fc.constantFrom(...words), { maxLength: 2000 }).map((list) => new Uint8Array(Buffer.from(list.join('')))),
  fc.uint8Array({ maxLength: 3000 }),
  // Runs, some of them longer than a window.
  fc
    .array(fc.tuple(fc.integer({ min: 0, max: 255 }), fc.oneof(fc.nat(300), fc.nat(80_000))), { maxLength: 5 })
    .map((runs) => concatBytes([new Uint8Array(0), ...runs.map(([byte, size]) => new Uint8Array(size).fill(byte))])),
  // As many values as there are, the rarer the longer their codes.
  fc.tuple(fc.nat(), fc.integer({ min: 1, max: 40_000 })).map(([seed, size]) => skewed(seed, size)),
)
const settings = fc.record({
  level: fc.integer({ min: 0, max: 9 }),
  memLevel: fc.integer({ min: 1, max: 9 }),
  strategy: fc.constantFrom(
    constants.Z_DEFAULT_STRATEGY,
    constants.Z_FILTERED,
    constants.Z_HUFFMAN_ONLY,
    constants.Z_RLE,
    constants.Z_FIXED,
  ),
  flush: fc.constantFrom(Z_SYNC_FLUSH, Z_FULL_FLUSH),
})
interface Sample {
  readonly plain: Uint8Array
  readonly stream: Uint8Array
}
/** Parts that are deflated each in its own way and, unless they are told apart, refer to those before. */
const sample: fc.Arbitrary<Sample> = fc
  .array(fc.record({ data, settings }), { minLength: 1, maxLength: 4 })
  .map((parts) => {
    let plain: Uint8Array = new Uint8Array(0)
    const streams = parts.map(({ data, settings: { flush, ...options } }, i) => {
      const dictionary = plain.subarray(-WINDOW)
      plain = concatBytes([plain, data])
      const finishFlush = i === parts.length - 1 ? Z_FINISH : flush
      const known = flush === Z_SYNC_FLUSH && dictionary.length > 0 ? { dictionary } : {}
      return new Uint8Array(deflateRawSync(data, { ...options, ...known, finishFlush }))
    })
    return { plain, stream: concatBytes(streams) }
  })

function skewed(seed: number, size: number): Uint8Array {
  let state = seed | 1
  return Uint8Array.from({ length: size }, () => {
    state = Math.imul(state, 1664525) + 1013904223
    return (Math.clz32(state) * 17 + ((state >>> 3) & 15)) & 255
  })
}

/** What follows the plain data: a stream that ends too early lacks it. */
const more = Uint8Array.of(1, 2, 3)

/** Parts of one stream, each after the one before, the last one final, and `more` after it. */
function joined(plain: Uint8Array, at: readonly [number, number, number, number], middle: Uint8Array): Uint8Array {
  const [history, start, end, last] = at
  const level = 4
  return concatBytes([
    new Uint8Array(deflateRawSync(plain.subarray(history, start), { level, finishFlush: Z_SYNC_FLUSH })),
    middle,
    new Uint8Array(deflateRawSync(concatBytes([plain.subarray(end, last), more]), { level })),
  ])
}

const blockStart = ({ blocks, size }: DeflateBlocks, index: number) => blocks[index]?.start ?? size
const same = (a: Uint8Array, b: Uint8Array) => expect(Buffer.compare(a, b)).toBe(0)

describe('a stream is scanned', () => {
  test('to the length and the end that zlib finds', () => {
    fc.assert(
      fc.property(sample, fc.uint8Array({ maxLength: 40 }), ({ plain, stream }, after) => {
        const { blocks, size, endBit } = scanDeflate(concatBytes([stream, after]))
        expect(size).toBe(plain.length)
        expect(Math.ceil(endBit / 8)).toBe(stream.length)
        for (const [i, { start, bit, lowest }] of blocks.entries()) {
          expect(lowest <= start && lowest >= Math.max(0, start - WINDOW)).toBe(true)
          expect(bit).toBeGreaterThan(i === 0 ? -1 : blocks[i - 1]!.bit)
        }
      }),
      { numRuns: 200 },
    )
  })

  test('where one block of it is longer than is gone through at once', () => {
    // Zeros as literals of the fixed codes: 8 bits each, behind 3 bits of header and before 7 of the end.
    const size = 1_500_000
    const stream = concatBytes([Uint8Array.of(0x63), new Uint8Array(size - 1).fill(0x60), Uint8Array.of(0, 0)])
    expect(zlibOutcome(stream)).toEqual({ size, consumed: stream.length })
    expect(scanOutcome(stream)).toEqual({ size, consumed: stream.length })
  })

  test('to the lowest byte that each block refers to, neither lower nor higher', () => {
    fc.assert(
      fc.property(sample, fc.nat(), ({ plain, stream }, pick) => {
        const scanned = scanDeflate(stream)
        const first = pick % scanned.blocks.length
        const { start, lowest } = scanned.blocks[first]!
        const end = blockStart(scanned, first + 1)
        const block = spliceBlocks(stream, scanned, { first, last: first + 1 })
        same(
          inflateRawSync(joined(plain, [lowest, start, end, end], block)).subarray(start - lowest),
          concatBytes([plain.subarray(start, end), more]),
        )
        if (lowest === start) return
        expect(() => inflateRawSync(joined(plain, [lowest + 1, start, end, end], block))).toThrow('too far back')
      }),
      { numRuns: 200 },
    )
  })

  test('or refused, as zlib accepts or refuses it, where bits of it are turned', () => {
    const flips = fc.array(fc.nat(), { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(sample, flips, fc.boolean(), ({ stream }, turned, early) => {
        const changed = stream.slice()
        for (const at of turned) {
          const bit = at % ((early ? Math.min(stream.length, 100) : stream.length) * 8)
          changed[bit >> 3]! ^= 1 << (bit & 7)
        }
        expect(scanOutcome(changed)).toEqual(zlibOutcome(changed))
      }),
      { numRuns: 1000 },
    )
  })

  test('or refused as zlib does where it is any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), (stream) => {
        expect(scanOutcome(stream)).toEqual(zlibOutcome(stream))
      }),
      { numRuns: 5000 },
    )
  })

  test('or refused where it breaks off', () => {
    fc.assert(
      fc.property(sample, fc.nat(), ({ stream }, length) => {
        expect(scanOutcome(stream.subarray(0, length % stream.length))).toBe('refused')
      }),
      { numRuns: 500 },
    )
    expect(() => scanDeflate(new Uint8Array(0))).toThrow(expect.objectContaining({ code: 'ERR_ARCHIVE_TRUNCATED' }))
  })

  test('or refused where its blocks are too many for their length', () => {
    const emptyStored = Uint8Array.of(0, 0, 0, 0xff, 0xff)
    const stream = concatBytes(Array.from({ length: 5000 }, () => emptyStored))
    expect(() => scanDeflate(stream)).toThrow(expect.objectContaining({ code: 'ERR_ARCHIVE_LIMIT' }))
  })
})

function scanOutcome(stream: Uint8Array): unknown {
  try {
    const { size, endBit } = scanDeflate(stream)
    return { size, consumed: Math.ceil(endBit / 8) }
  } catch (error) {
    if (error instanceof ArchiveError) return 'refused'
    throw error
  }
}

function zlibOutcome(stream: Uint8Array): unknown {
  try {
    const result: unknown = inflateRawSync(stream, { info: true })
    if (!hasEngine(result)) throw new TypeError('no engine')
    return { size: result.buffer.length, consumed: result.engine.bytesWritten }
  } catch (error) {
    expect(error).toMatchObject({ code: expect.stringMatching(/^Z_/) })
    return 'refused'
  }
}

/** `@types/node` does not tell what a call with `info: true` returns. */
function hasEngine(result: unknown): result is { buffer: Uint8Array; engine: { bytesWritten: number } } {
  return typeof result === 'object' && result !== null && 'engine' in result
}

describe('blocks between streams', () => {
  test('expand to what they were, with nothing but the range before them', () => {
    fc.assert(
      fc.property(sample, fc.nat(), fc.nat(), ({ plain, stream }, a, b) => {
        const [start, end] = [a, b].map((at) => at % (plain.length + 1)).sort((x, y) => x - y) as [number, number]
        const scanned = scanDeflate(stream)
        const range = blocksWithin(scanned, { start, end })
        if (range === undefined) return
        const [from, to] = [blockStart(scanned, range.first), blockStart(scanned, range.last)]
        expect(from >= start && to <= end && to > from).toBe(true)
        const target = new Uint8Array(spliceBound(scanned, range)).fill(0xff)
        const spliced = spliceBlocks(stream, scanned, range, target)
        expect(spliced.buffer).toBe(target.buffer)
        same(spliced.subarray(-4), Uint8Array.of(0, 0, 0xff, 0xff))
        same(
          inflateRawSync(joined(plain, [start, from, to, end], spliced)),
          concatBytes([plain.subarray(start, end), more]),
        )
      }),
      { numRuns: 1000 },
    )
  })

  test('are the run of most bytes that the range allows', () => {
    const block = (start: number, lowest = start) => ({ bit: start * 8, start, lowest })
    const blocks = [block(0), block(10, 2), block(20), block(20), block(50, 5), block(60), block(70, 65), block(99)]
    const scanned = { blocks, size: 99, endBit: 800 }
    expect(blocksWithin(scanned, { start: 0, end: 99 })).toEqual({ first: 0, last: 7 })
    expect(blocksWithin(scanned, { start: 0, end: 98 })).toEqual({ first: 0, last: 6 })
    expect(blocksWithin(scanned, { start: 3, end: 60 })).toEqual({ first: 3, last: 5 })
    expect(blocksWithin(scanned, { start: 6, end: 99 })).toEqual({ first: 5, last: 7 })
    expect(blocksWithin(scanned, { start: 21, end: 49 })).toBeUndefined()
    expect(blocksWithin(scanned, { start: 20, end: 20 })).toBeUndefined()
    expect(blocksWithin(scanned, { start: 70, end: 98 })).toBeUndefined()
  })

  test('that there are not, or for which there is no room, are refused', () => {
    const stream = new Uint8Array(deflateRawSync(Buffer.from('plain')))
    const scanned = scanDeflate(stream)
    const refused = expect.objectContaining({ code: 'ERR_ARCHIVE_ARGUMENT' })
    for (const range of [
      { first: -1, last: 0 },
      { first: 1, last: 0 },
      { first: 1, last: 1 },
      { first: 0, last: 2 },
    ])
      expect(() => spliceBlocks(stream, scanned, range)).toThrow(refused)
    expect(() => spliceBlocks(stream, scanned, { first: 0, last: 1 }, new Uint8Array(8))).toThrow(refused)
  })
})

test.skipIf(!dataRoot)(
  'every member of real packages has the length that it expands to, and runs of its blocks too',
  () => {
    const folder = testData('data/alpine/iso-3.19.1/x86_64')
    for (const name of readdirSync(folder).filter((name) => name.endsWith('.apk'))) {
      const file = new Uint8Array(readFileSync(`${folder}/${name}`))
      for (let at = 0; at < file.length; ) {
        const stream = file.subarray(at + gzipHeaderLength(file.subarray(at))!)
        const { data: plain, end } = gunzipMember(file, at, { limit: 2 ** 30 })
        const scanned = scanDeflate(stream)
        expect(scanned.size, name).toBe(plain.length)
        const [start, stop] = [Math.floor(plain.length / 3), plain.length]
        const range = blocksWithin(scanned, { start, end: stop })
        if (range !== undefined) {
          const [from, to] = [blockStart(scanned, range.first), blockStart(scanned, range.last)]
          same(
            inflateRawSync(joined(plain, [start, from, to, stop], spliceBlocks(stream, scanned, range))),
            concatBytes([plain.subarray(start), more]),
          )
        }
        at = end
      }
    }
  },
)
