import { deflateBroken } from '../platform/inflate-failure.ts'
import { DISTANCES, END_OF_BLOCK, FIRST_LENGTH, LENGTHS } from './alphabet.ts'
import type { Codes } from './codes.ts'
import { BEFORE, DISTANCE_BITS, END, EXTRA, LITERAL_BITS, LITERALS, LONG, MATCH, SPECIAL, VALUE } from './tables.ts'

/** A step reads no further than this beyond the byte where it begins: a match takes at most 48 bits. */
export const STEP = 16

/** Where in a block the walk is. */
export interface Walk {
  /** The next bit of the input. */
  bit: number
  /** Plain bytes so far. */
  plain: number
  /** The lowest plain offset referred to so far. */
  lowest: number
}

/**
 * Goes through the symbols of a block from where a walk is, until the block ends or a symbol begins in the byte at `limit` or after.
 * Bits and plain bytes on the way must be fewer than 2^31.
 *
 * @param input with {@link STEP} bytes after `limit`
 * @returns whether the block has ended
 * @throws ArchiveError `ERR_ARCHIVE_DEFLATE_DATA`
 */
export function walkSymbols(input: DataView, limit: number, codes: Codes, walk: Walk): boolean {
  const { literals, distances, literalTable, distanceTable } = codes
  const literalMask = (1 << LITERAL_BITS) - 1
  const distanceMask = (1 << DISTANCE_BITS) - 1
  const base = Math.floor(walk.bit / 8)
  const end = (limit - base) * 8
  let at = walk.bit - base * 8
  let plain = 0
  let lowest = 0x7fffffff
  let ended = false
  while (at < end) {
    // At least 25 bits: a length takes 20 with its extra bits.
    const held = input.getInt32(base + (at >> 3), true) >>> (at & 7)
    let entry = literalTable[held & literalMask]!
    at += entry & 31
    if ((entry & (MATCH | SPECIAL)) === 0) {
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
    let from = plain + (entry >>> LITERALS)
    plain += (entry >>> VALUE) & 511
    if ((entry & SPECIAL) !== 0) {
      if ((entry & EXTRA) !== 0) {
        plain += (held & ((1 << entry) - 1)) >>> (entry >>> BEFORE)
      } else if ((entry & END) !== 0) {
        ended = true
        break
      } else {
        const found = literals.decode(held)
        const length = found & 15
        at += length
        const symbol = found >> 4
        if (found >= 0 && symbol < END_OF_BLOCK) {
          plain++
          continue
        }
        if (symbol === END_OF_BLOCK) {
          ended = true
          break
        }
        const extra = LENGTHS.extra[symbol - FIRST_LENGTH]
        if (extra === undefined) throw deflateBroken('an unknown code of a literal or length')
        from = plain
        plain += LENGTHS.base[symbol - FIRST_LENGTH]! + ((held >>> length) & ((1 << extra) - 1))
        at += extra
      }
    }
    const next = input.getInt32(base + (at >> 3), true) >>> (at & 7)
    const distance = distanceTable[next & distanceMask]!
    if ((distance & LONG) === 0) {
      const target = from - (distance >>> VALUE) - ((next & ((1 << distance) - 1)) >>> (distance >>> BEFORE))
      if (target < lowest) lowest = target
      at += distance & 31
    } else {
      const found = distances.decode(next)
      const extra = DISTANCES.extra[found >> 4]
      if (extra === undefined) throw deflateBroken('an unknown code of a distance')
      at += found & 15
      const last = input.getInt32(base + (at >> 3), true) >>> (at & 7)
      const target = from - DISTANCES.base[found >> 4]! - (last & ((1 << extra) - 1))
      if (target < lowest) lowest = target
      at += extra
    }
  }
  walk.bit = base * 8 + at
  walk.lowest = Math.min(walk.lowest, walk.plain + lowest)
  walk.plain += plain
  return ended
}
