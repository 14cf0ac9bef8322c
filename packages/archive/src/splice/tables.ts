import { type Alphabet, DISTANCES, END_OF_BLOCK, FIRST_LENGTH, LENGTHS } from './alphabet.ts'
import type { PrefixCode } from './prefix-code.ts'

// An entry of a table holds, from its lowest bit on:
//   5 bits   how many bits it takes, extra bits included
//   5 bits   how many of them stand before the extra bits
//   4 bits   what kind it is; 0 where it is literals alone
//   2 bits   0
//   9 bits   the plain bytes of its literals and its length together, without extra bits that do not fit; 15 bits for a distance
//   4 bits   how many literals stand before the length
/** Shift of the field before the extra bits. */
export const BEFORE = 5
/** Shift of the plain bytes or the distance. */
export const VALUE = 16
/** Shift of the literals before a length. */
export const LITERALS = 25
/** A length ends the entry; a distance follows. */
export const MATCH: number = 1 << 10
/** Extra bits are to be added to the length. */
export const EXTRA: number = 1 << 11
export const END: number = 1 << 12
/** The code is longer than the table is wide, or there is none. */
export const LONG: number = 1 << 13
/** Anything but literals, with or without a length that is complete. */
export const SPECIAL: number = EXTRA | END | LONG

/** Width in bits of the table of literals and lengths. */
export const LITERAL_BITS = 11
/** Width of the table of distances: with 13 extra bits at most 24. */
export const DISTANCE_BITS = 10

/** What an entry is more for each bit of its code. */
const CODE_BIT = (1 << BEFORE) | 1

/** Entries of the symbols without the bits of their codes. Symbols that stand for nothing count as codes that there are none of. */
const literalEntries = new Int32Array(288).fill((1 << LITERALS) | (1 << VALUE))
literalEntries[END_OF_BLOCK] = END
literalEntries.fill(LONG, FIRST_LENGTH)
literalEntries.set(
  entriesOf(LENGTHS, (extra) => (extra > 0 ? MATCH | EXTRA : MATCH)),
  FIRST_LENGTH,
)
const distanceEntries = new Int32Array(32).fill(LONG)
distanceEntries.set(entriesOf(DISTANCES, () => 0))

function entriesOf({ extra, base }: Alphabet, kind: (extra: number) => number): Int32Array {
  return Int32Array.from(base, (value, i) => (value << VALUE) | kind(extra[i]!) | extra[i]!)
}

/** Entries of single symbols, before they are joined. */
const single = new Int32Array(1 << LITERAL_BITS)

/** Fills a table of literals and lengths. An entry is as many literals as its index has codes of, and a length where that and its extra bits fit too. */
export function fillLiterals(table: Int32Array, code: PrefixCode): void {
  fillTable(single, LITERAL_BITS, code, literalEntries)
  for (let i = 0; i < table.length; i++) {
    let entry = single[i]!
    const taken = entry & 31
    if ((entry & EXTRA) !== 0 && taken <= LITERAL_BITS) {
      const before = (entry >>> BEFORE) & 31
      entry = (entry ^ EXTRA) + (((i & ((1 << taken) - 1)) >>> before) << VALUE)
      single[i] = entry
    }
    if (entry >>> LITERALS !== 0) {
      const rest = i >>> taken
      const room = LITERAL_BITS - taken
      // What the rest begins with has been joined already, unless that is this very entry.
      let next = table[rest]!
      if ((next & 31) > room || rest === i) next = single[rest]!
      if ((next & SPECIAL) === 0 && (next & 31) <= room) entry += next
    }
    table[i] = entry
  }
}

/** Fills a table of distances. */
export function fillDistances(table: Int32Array, code: PrefixCode): void {
  fillTable(table, DISTANCE_BITS, code, distanceEntries)
}

/**
 * Fills a table with the entries of all codes of its width or less, their bits reversed: codes begin with their most significant bit
 * (RFC 1951 §3.1.1). For each bit the table becomes twice as long, so that a shorter code stands wherever an index begins with it.
 */
function fillTable(table: Int32Array, width: number, { counts, symbols }: PrefixCode, entries: Int32Array): void {
  table[0] = LONG
  let reversed = 0
  let index = 0
  for (let length = 1; length <= width; length++) {
    const half = 1 << (length - 1)
    table.copyWithin(half, 0, half)
    for (let left = counts[length]!; left > 0; left--) {
      table[reversed] = entries[symbols[index]!]! + length * CODE_BIT
      index++
      let carry = half
      while ((reversed & carry) !== 0) {
        reversed ^= carry
        carry >>>= 1
      }
      reversed |= carry
    }
  }
}
