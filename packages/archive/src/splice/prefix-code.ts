import { deflateBroken } from '../platform/inflate-failure.ts'

/** Bits of the longest code (RFC 1951 §3.2.7). */
export const LONGEST_CODE = 15

/** A set of Huffman codes, given as the code length of every symbol (RFC 1951 §3.2.2). To be used for one set after the other. */
export class PrefixCode {
  /** How many codes there are of each length. */
  readonly counts: Uint16Array = new Uint16Array(LONGEST_CODE + 1)
  /** The symbols that have a code, in the order of their codes. */
  readonly symbols: Uint16Array = new Uint16Array(288)
  readonly #next = new Uint16Array(LONGEST_CODE + 1)

  /**
   * Takes on the lengths of the symbols 0, 1, … up to the last.
   *
   * @throws ArchiveError `ERR_ARCHIVE_DEFLATE_DATA` for what zlib refuses: codes that are over-subscribed, or incomplete
   *   and neither none nor a single one of one bit (RFC 1951 §3.2.7, on the distance code that is used alone)
   */
  set(lengths: Uint8Array): void {
    const { counts, symbols } = this
    const next = this.#next
    counts.fill(0)
    for (const length of lengths) counts[length]!++
    counts[0] = 0
    let unused = 1
    let longest = 0
    for (let length = 1; length <= LONGEST_CODE; length++) {
      const count = counts[length]!
      unused = unused * 2 - count
      if (unused < 0) throw deflateBroken('more codes than their lengths allow')
      if (count > 0) longest = length
      next[length] = next[length - 1]! + counts[length - 1]!
    }
    if (unused > 0 && longest > 1) throw deflateBroken('fewer codes than their lengths need')
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      const length = lengths[symbol]!
      if (length > 0) symbols[next[length]!++] = symbol
    }
  }

  /** The symbol whose code the lowest bits are, times 16, plus the length of the code; -1 where they are none. */
  decode(bits: number): number {
    let code = 0
    let first = 0
    let index = 0
    let left = bits
    for (let length = 1; length <= LONGEST_CODE; length++) {
      code |= left & 1
      left >>>= 1
      const count = this.counts[length]!
      if (code - first < count) return this.symbols[index + code - first]! * 16 + length
      index += count
      first = (first + count) << 1
      code <<= 1
    }
    return -1
  }
}
