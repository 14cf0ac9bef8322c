import { inflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DISTANCES, END_OF_BLOCK, FIRST_LENGTH, LENGTHS } from './alphabet.ts'
import { scanDeflate } from './scan.ts'

/** Stored bytes that the blocks here refer to. */
const before = Uint8Array.from({ length: 40_000 }, (_, i) => (i * 31) ^ (i >> 8))

/** A stream of one stored block and one whose codes have the given lengths. */
class Stream {
  readonly #bytes = [
    0,
    before.length & 255,
    before.length >> 8,
    ~before.length & 255,
    (~before.length >> 8) & 255,
    ...before,
  ]
  #bit = 0
  #codes: readonly Map<number, string>[] = []

  /** A number, the least significant bit first. */
  number(value: number, count: number): this {
    for (let i = 0; i < count; i++) {
      if (this.#bit === 0) this.#bytes.push(0)
      this.#bytes[this.#bytes.length - 1]! |= ((value >> i) & 1) << this.#bit
      this.#bit = (this.#bit + 1) & 7
    }
    return this
  }

  /** Codes as RFC 1951 §3.2.7 has them, the lengths 0 to 15 by codes of four bits each. */
  header(lengths: readonly [number[], number[]], [literals, distances]: readonly [number, number] = [286, 30]): this {
    this.number(0b101, 3)
      .number(literals - 257, 5)
      .number(distances - 1, 5)
      .number(15, 4)
    for (let i = 0; i < 19; i++) this.number(i < 3 ? 0 : 4, 3)
    const [literal, distance] = [
      Array(literals)
        .fill(0)
        .map((_, i) => lengths[0][i] ?? 0),
      Array(distances)
        .fill(0)
        .map((_, i) => lengths[1][i] ?? 0),
    ]
    for (const length of [...literal, ...distance]) for (let i = 3; i >= 0; i--) this.number(length >> i, 1)
    this.#codes = [assigned(literal), assigned(distance)]
    return this
  }

  symbol(alphabet: 0 | 1, symbol: number): this {
    for (const bit of this.#codes[alphabet]!.get(symbol)!) this.number(Number(bit), 1)
    return this
  }

  bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes)
  }
}

/** The algorithm of RFC 1951 §3.2.2: codes in the order of their lengths, then of their symbols. */
function assigned(lengths: number[]): Map<number, string> {
  const symbols = lengths.map((length, symbol) => ({ length, symbol })).filter(({ length }) => length > 0)
  symbols.sort((a, b) => a.length - b.length || a.symbol - b.symbol)
  let next = 0
  let last = 0
  return new Map(
    symbols.map(({ length, symbol }) => {
      next <<= length - last
      last = length
      return [symbol, (next++).toString(2).padStart(length, '0')]
    }),
  )
}

/** Codes of 1 to 15 bits for 16 of the symbols, some of them given. */
function codeLengths(symbols: number, given: readonly number[]): fc.Arbitrary<number[]> {
  const others = Array.from({ length: symbols }, (_, i) => i).filter((i) => !given.includes(i))
  const missing = 16 - given.length
  return fc
    .shuffledSubarray(others, { minLength: missing, maxLength: missing })
    .chain((more) => fc.shuffledSubarray([...given, ...more], { minLength: 16, maxLength: 16 }))
    .map((order) => {
      const lengths: number[] = Array(symbols).fill(0)
      for (const [i, symbol] of order.entries()) lengths[symbol] = Math.min(i + 1, 15)
      return lengths
    })
}

const lengthSymbols = [257, 270, 280, 284, 285]
const block = fc.tuple(codeLengths(286, [...lengthSymbols, END_OF_BLOCK]), codeLengths(30, [])).chain((lengths) => {
  const coded = (from: number[]) => from.flatMap((length, symbol) => (length > 0 ? [symbol] : []))
  const step = fc.record({
    symbol: fc.constantFrom(...coded(lengths[0]).filter((symbol) => symbol !== END_OF_BLOCK)),
    distance: fc.constantFrom(...coded(lengths[1])),
    extra: fc.nat(),
  })
  return fc.record({ lengths: fc.constant(lengths), steps: fc.array(step, { maxLength: 30 }) })
})

test('codes of any length are read with their extra bits', () => {
  fc.assert(
    fc.property(block, ({ lengths, steps }) => {
      const stream = new Stream().header(lengths)
      let size = before.length
      let lowest = size
      for (const { symbol, distance, extra } of steps) {
        stream.symbol(0, symbol)
        if (symbol < END_OF_BLOCK) {
          size++
          continue
        }
        const index = symbol - FIRST_LENGTH
        const [lengthExtra, distanceExtra] = [LENGTHS.extra[index]!, DISTANCES.extra[distance]!]
        const [more, further] = [extra & ((1 << lengthExtra) - 1), extra & ((1 << distanceExtra) - 1)]
        stream.number(more, lengthExtra).symbol(1, distance).number(further, distanceExtra)
        lowest = Math.min(lowest, size - DISTANCES.base[distance]! - further)
        size += LENGTHS.base[index]! + more
      }
      const bytes = stream.symbol(0, END_OF_BLOCK).bytes()
      expect(inflateRawSync(bytes).length).toBe(size)
      const scanned = scanDeflate(bytes)
      expect(scanned).toMatchObject({
        size,
        blocks: [{ start: 0 }, { start: before.length, lowest }],
      })
      expect(Math.ceil(scanned.endBit / 8)).toBe(bytes.length)
    }),
    { numRuns: 500 },
  )
})

describe('what zlib refuses is refused', () => {
  const lengthsOf = (...pairs: [number, number][]) => {
    const lengths: number[] = []
    for (const [symbol, length] of pairs) lengths[symbol] = length
    return lengths
  }
  const endOnly = lengthsOf([END_OF_BLOCK, 1])
  const cases: Record<string, Stream> = {
    'a bit that no code begins with': new Stream()
      .header([endOnly, [1]])
      .number(1, 1)
      .number(0, 64),
    'a distance where there are no codes': new Stream()
      .header([lengthsOf([256, 1], [257, 1]), []])
      .number(1, 1)
      .number(0, 64),
    'literals of fewer codes than their lengths need': new Stream()
      .header([lengthsOf([0, 2], [256, 2]), [1]])
      .number(2, 64),
    'distances of fewer codes than their lengths need': new Stream().header([endOnly, [2, 2]]).number(0, 64),
    'more codes than their lengths allow': new Stream()
      .header([lengthsOf([0, 1], [1, 1], [256, 1]), [1]])
      .number(0, 64),
    'no code for the end': new Stream().header([[1, 1], [1]]).number(0, 64),
    '287 literals and lengths': new Stream().header([endOnly, [1]], [287, 30]).number(0, 64),
    '31 distances': new Stream().header([endOnly, [1]], [286, 31]).number(0, 64),
    'the fixed code of a length that is none': new Stream().number(0b011, 3).number(0b01100011, 8).number(0, 64),
    'the fixed code of a distance that is none': new Stream()
      .number(0b011, 3)
      .number(0b1000000, 7)
      .number(0b01111, 5)
      .number(0, 64),
  }
  test.each(Object.entries(cases))('%s', (_, stream) => {
    expect(() => inflateRawSync(stream.bytes())).toThrow(expect.objectContaining({ code: 'Z_DATA_ERROR' }))
    expect(() => scanDeflate(stream.bytes())).toThrow(expect.objectContaining({ code: 'ERR_ARCHIVE_DEFLATE_DATA' }))
  })

  test('but not a single code of one bit, nor no distance where none is used', () => {
    for (const distances of [[1], []]) {
      const bytes = new Stream().header([endOnly, distances]).symbol(0, END_OF_BLOCK).bytes()
      expect(inflateRawSync(bytes).length).toBe(before.length)
      expect(scanDeflate(bytes).size).toBe(before.length)
    }
  })
})
