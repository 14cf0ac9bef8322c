import { ArchiveError } from '../error.ts'
import { alignments } from './alignments.ts'
import { type BlockRange, blockBit, type DeflateBlocks, storedLengthAt } from './blocks.ts'

/** LEN and NLEN of an empty stored block (RFC 1951 §3.2.4). */
const EMPTY = [0, 0, 0xff, 0xff]

/** Most bytes that {@link spliceBlocks} makes of blocks. */
export function spliceBound(scanned: DeflateBlocks, { first, last }: BlockRange): number {
  const start = blockBit(scanned, first)
  const blocks = Math.ceil(blockBit(scanned, last) / 8) - Math.floor(start / 8)
  return alignments[start % 8]!.length + blocks + 1 + EMPTY.length
}

/**
 * Copies blocks of a stream so that they begin and end with a byte: none of them the final one, before them empty blocks after which they
 * stand in their bytes as they did, and after them an empty stored block, as zlib writes for Z_SYNC_FLUSH. Between streams that are
 * flushed alike they are a part of one stream.
 *
 * @param bytes the stream that was scanned
 * @param target of {@link spliceBound} bytes at least; default new
 * @returns a view of the beginning of `target`
 * @throws ArchiveError `ERR_ARCHIVE_ARGUMENT` where there are no such blocks, or the target is too small
 */
export function spliceBlocks(
  bytes: Uint8Array,
  scanned: DeflateBlocks,
  range: BlockRange,
  target?: Uint8Array,
): Uint8Array {
  const { first, last } = range
  const { blocks } = scanned
  if (!(first >= 0 && first < last && last <= blocks.length)) throw unusable('there are no such blocks')
  const bound = spliceBound(scanned, range)
  const output = target ?? new Uint8Array(bound)
  if (output.length < bound) throw unusable(`the target has fewer than ${bound} bytes`)
  const start = blockBit(scanned, first)
  const end = blockBit(scanned, last)
  const before = alignments[start % 8]!
  const from = Math.floor(start / 8)
  const at = start % 8 === 0 ? before.length : before.length - 1
  output.set(bytes.subarray(from, Math.ceil(end / 8)), at)
  output.set(before.subarray(0, at))
  if (at < before.length) output[at] = before[at]! | (bytes[from]! & (0xff << (start % 8)))
  // Bits are moved by whole bytes.
  const moved = (at - from) * 8
  if (last === blocks.length) clearBit(output, moved + blocks[last - 1]!.bit)
  return endWithByte(output, moved + end)
}

function clearBit(bytes: Uint8Array, bit: number): void {
  bytes[Math.floor(bit / 8)]! &= ~(1 << (bit % 8))
}

/** Writes an empty stored block from a bit on, whatever was there: three bits of 0, BFINAL and the type, and as many to the end of a byte. */
function endWithByte(output: Uint8Array, bit: number): Uint8Array {
  const lengths = storedLengthAt(bit)
  if (bit % 8 > 0) output[Math.floor(bit / 8)]! &= (1 << (bit % 8)) - 1
  output.fill(0, Math.ceil(bit / 8), lengths)
  output.set(EMPTY, lengths)
  return output.subarray(0, lengths + EMPTY.length)
}

function unusable(reason: string): ArchiveError {
  return new ArchiveError('ERR_ARCHIVE_ARGUMENT', `copying deflate blocks: ${reason}`, { details: { reason } })
}
