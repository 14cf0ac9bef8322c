import type { Codes } from './codes.ts'
import { BEFORE, DISTANCE_BITS, END, EXTRA, LITERAL_BITS, LITERALS, LONG, MATCH, SPECIAL, VALUE } from './tables.ts'
import { type Walk, walkSymbol } from './walk-symbol.ts'

/** A step reads no further than this beyond the byte where it begins: a match takes at most 48 bits. */
export const STEP = 16

/** Plain bytes of so many bytes are fewer than 2^31: a byte is four matches of 258 at most. */
const SLICE = 1024 * 1024

/**
 * Goes through the symbols of a block from where a walk is, until the block ends or a symbol begins in the byte at `limit` or after.
 *
 * @param input with {@link STEP} bytes after `limit`
 * @returns whether the block has ended
 * @throws ArchiveError `ERR_ARCHIVE_DEFLATE_DATA`
 */
export function walkBlock(input: DataView, limit: number, codes: Codes, walk: Walk): boolean {
  while (walk.bit < limit * 8) {
    const until = Math.min(limit, Math.floor(walk.bit / 8) + SLICE)
    walkSymbols(input, until, codes, walk)
    if (walk.bit < until * 8 && walkSymbol(input, codes, walk)) return true
  }
  return false
}

/**
 * Goes through symbols up to one that {@link walkSymbol} is for: the end of the block, or one with a code that is longer than its table is
 * wide. What is rare is left to others for the sake of V8, which gives up optimised code when it first comes to a part that it has not seen run.
 */
function walkSymbols(input: DataView, limit: number, { literalTable, distanceTable }: Codes, walk: Walk): void {
  const literalMask = (1 << LITERAL_BITS) - 1
  const distanceMask = (1 << DISTANCE_BITS) - 1
  const base = Math.floor(walk.bit / 8)
  const end = (limit - base) * 8
  let at = walk.bit - base * 8
  let plain = 0
  let lowest = 0x7fffffff
  while (at < end) {
    const start = at
    const before = plain
    // At least 25 bits: a length takes 20 with its extra bits.
    const held = input.getInt32(base + (at >> 3), true) >>> (at & 7)
    let entry = literalTable[held & literalMask]!
    if ((entry & (END | LONG)) !== 0) break
    at += entry & 31
    if ((entry & MATCH) === 0) {
      // As many bits are left as the table is wide: 176 packages take 300 ms rather than 320.
      plain += (entry >>> VALUE) & 511
      entry = literalTable[(held >>> entry) & literalMask]!
      if ((entry & SPECIAL) !== 0) continue
      at += entry & 31
      if ((entry & MATCH) === 0) {
        plain += (entry >>> VALUE) & 511
        continue
      }
    }
    // Where the match stands.
    const from = plain + (entry >>> LITERALS)
    plain += (entry >>> VALUE) & 511
    if ((entry & EXTRA) !== 0) plain += (held & ((1 << entry) - 1)) >>> (entry >>> BEFORE)
    const next = input.getInt32(base + (at >> 3), true) >>> (at & 7)
    const distance = distanceTable[next & distanceMask]!
    if ((distance & LONG) !== 0) {
      at = start
      plain = before
      break
    }
    const target = from - (distance >>> VALUE) - ((next & ((1 << distance) - 1)) >>> (distance >>> BEFORE))
    if (target < lowest) lowest = target
    at += distance & 31
  }
  walk.bit = base * 8 + at
  walk.lowest = Math.min(walk.lowest, walk.plain + lowest)
  walk.plain += plain
}
