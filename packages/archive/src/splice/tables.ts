import { DISTANCES, END_OF_BLOCK, FIRST_LENGTH, LENGTHS } from './alphabet.ts'
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

/** Entries of single symbols, before they are joined. */
const single = new Int32Array(1 << LITERAL_BITS)

/** Fills a table of literals and lengths. An entry is as many literals as its index has codes of, and a length where that and its extra bits fit too. */
export function fillLiterals(table: Int32Array, code: PrefixCode): void {
  single.fill(LONG)
  eachCode(code, LITERAL_BITS, (symbol, length, reversed) => {
    const step = 1 << length
    if (symbol >= FIRST_LENGTH) return fillLength(symbol - FIRST_LENGTH, length, reversed)
    const entry = symbol === END_OF_BLOCK ? END | length : (1 << LITERALS) | (1 << VALUE) | length
    for (let i = reversed; i < single.length; i += step) single[i] = entry
  })
  for (let i = 0; i < table.length; i++) {
    const literal = single[i]!
    table[i] = literal
    if (literal >>> LITERALS === 0) continue
    const rest = i >>> literal
    const room = LITERAL_BITS - (literal & 31)
    // What the rest begins with has been joined already, unless that is this very entry.
    const joined = table[rest]!
    const next = (joined & 31) <= room && rest < i ? joined : single[rest]!
    if ((next & SPECIAL) === 0 && (next & 31) <= room) table[i] = literal + next
  }
}

function fillLength(index: number, length: number, reversed: number): void {
  const step = 1 << length
  const extra = LENGTHS.extra[index]
  const base = LENGTHS.base[index]
  if (extra === undefined || base === undefined) return
  const bits = length + extra
  for (let i = reversed; i < single.length; i += step) {
    single[i] =
      bits <= LITERAL_BITS
        ? ((base + ((i >>> length) & ((1 << extra) - 1))) << VALUE) | MATCH | bits
        : (base << VALUE) | MATCH | EXTRA | (length << BEFORE) | bits
  }
}

/** Fills a table of distances. */
export function fillDistances(table: Int32Array, code: PrefixCode): void {
  table.fill(LONG)
  eachCode(code, DISTANCE_BITS, (symbol, length, reversed) => {
    const extra = DISTANCES.extra[symbol]
    const base = DISTANCES.base[symbol]
    if (extra === undefined || base === undefined) return
    const entry = (base << VALUE) | (length << BEFORE) | (length + extra)
    for (let i = reversed; i < table.length; i += 1 << length) table[i] = entry
  })
}

/** Calls with every code up to a length, its bits reversed: codes begin with their most significant bit (RFC 1951 §3.1.1). */
function eachCode(
  { counts, symbols }: PrefixCode,
  longest: number,
  call: (symbol: number, length: number, reversed: number) => void,
): void {
  let reversed = 0
  let index = 0
  for (let length = 1; length <= longest; length++) {
    for (let left = counts[length]!; left > 0; left--) {
      call(symbols[index++]!, length, reversed)
      let carry = 1 << (length - 1)
      while ((reversed & carry) !== 0) {
        reversed ^= carry
        carry >>>= 1
      }
      reversed |= carry
    }
  }
}
