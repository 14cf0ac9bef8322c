import { type BlockRange, blockEnd, type DeflateBlocks } from './blocks.ts'

/** Part of the plain data of a stream. */
export interface PlainRange {
  /** Offset of its first byte. */
  readonly start: number
  /** Offset of the byte after its last one. */
  readonly end: number
}

/**
 * Of all runs of consecutive blocks that lie in a range and refer to nothing before it, the one with the most plain bytes.
 * Undefined where there is none of a byte.
 */
export function blocksWithin(scanned: DeflateBlocks, { start, end }: PlainRange): BlockRange | undefined {
  const { blocks } = scanned
  let best: BlockRange | undefined
  let most = 0
  let first = -1
  for (let i = firstFrom(scanned, start); i < blocks.length && blockEnd(scanned, i) <= end; i++) {
    const block = blocks[i]!
    const plainEnd = blockEnd(scanned, i)
    if (block.lowest < start) first = -1
    else if (plainEnd > block.start) {
      if (first < 0) first = i
      const size = plainEnd - blocks[first]!.start
      if (size > most) {
        most = size
        best = { first, last: i + 1 }
      }
    }
  }
  return best
}

/** The first block that begins at an offset or after. */
function firstFrom({ blocks }: DeflateBlocks, start: number): number {
  let low = 0
  let high = blocks.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (blocks[middle]!.start < start) low = middle + 1
    else high = middle
  }
  return low
}
