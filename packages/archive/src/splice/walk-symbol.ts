import { deflateBroken } from '../platform/inflate-failure.ts'
import { DISTANCES, END_OF_BLOCK, FIRST_LENGTH, LENGTHS } from './alphabet.ts'
import type { Codes } from './codes.ts'
import type { PrefixCode } from './prefix-code.ts'

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
 * Goes through one symbol, whichever it is.
 *
 * @returns whether it was the end of the block
 * @throws ArchiveError `ERR_ARCHIVE_DEFLATE_DATA`
 */
export function walkSymbol(input: DataView, { literals, distances }: Codes, walk: Walk): boolean {
  const held = bitsAt(input, walk.bit)
  const found = literals.decode(held)
  const symbol = found >> 4
  const taken = found & 15
  walk.bit += taken
  if (symbol === END_OF_BLOCK) return true
  if (symbol >= 0 && symbol < END_OF_BLOCK) {
    walk.plain++
    return false
  }
  const extra = LENGTHS.extra[symbol - FIRST_LENGTH]
  if (extra === undefined) throw deflateBroken('an unknown code of a literal or length')
  walk.bit += extra
  walkDistance(input, distances, walk)
  walk.plain += LENGTHS.base[symbol - FIRST_LENGTH]! + lowBits(held >>> taken, extra)
  return false
}

function walkDistance(input: DataView, distances: PrefixCode, walk: Walk): void {
  const found = distances.decode(bitsAt(input, walk.bit))
  const extra = DISTANCES.extra[found >> 4]
  if (extra === undefined) throw deflateBroken('an unknown code of a distance')
  walk.bit += found & 15
  const distance = DISTANCES.base[found >> 4]! + lowBits(bitsAt(input, walk.bit), extra)
  walk.bit += extra
  walk.lowest = Math.min(walk.lowest, walk.plain - distance)
}

function bitsAt(input: DataView, bit: number): number {
  return input.getInt32(Math.floor(bit / 8), true) >>> (bit % 8)
}

function lowBits(bits: number, count: number): number {
  return bits & ((1 << count) - 1)
}
