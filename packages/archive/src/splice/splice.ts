import { ArchiveError } from '../error.ts'
import { type BlockRange, blockBit, type DeflateBlocks, storedLengthAt } from './blocks.ts'
import { copyBits } from './copy-bits.ts'

/** LEN and NLEN of a stored block (RFC 1951 §3.2.4). */
const STORED_LENGTHS = 4
/** The longest empty stored block: up to a byte for its header bits, and its lengths. */
const FLUSH = 1 + STORED_LENGTHS

/** Most bytes that {@link spliceBlocks} makes of blocks. */
export function spliceBound(scanned: DeflateBlocks, { first, last }: BlockRange): number {
  let stored = 0
  for (let i = first; i < last; i++) if (scanned.blocks[i]!.stored) stored++
  // The header of a stored block is followed by up to seven bits that need not have been there.
  return Math.ceil((blockBit(scanned, last) - blockBit(scanned, first)) / 8) + stored + FLUSH
}

/**
 * Copies blocks of a stream so that they begin and end with a byte: moved by less than a byte, none of them the final one, and followed by
 * an empty stored block, as zlib writes for Z_SYNC_FLUSH. Between streams that are flushed alike they are a part of one stream.
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
  if (!(first >= 0 && first <= last && last <= scanned.blocks.length)) throw unusable('there are no such blocks')
  const bound = spliceBound(scanned, range)
  const output = target ?? new Uint8Array(bound)
  if (output.length < bound) throw unusable(`the target has fewer than ${bound} bytes`)
  const to = new Splice(bytes, scanned, output)
  for (let i = first; i < last; ) i = scanned.blocks[i]!.stored ? to.addStored(i) : to.addHuffman(i, last)
  return to.end()
}

class Splice {
  readonly #bytes: Uint8Array
  readonly #scanned: DeflateBlocks
  readonly #target: Uint8Array
  /** The next bit of the target. From there on to the end of its byte all are 0. */
  #bit = 0

  constructor(bytes: Uint8Array, scanned: DeflateBlocks, target: Uint8Array) {
    this.#bytes = bytes
    this.#scanned = scanned
    this.#target = target
  }

  /** Copies Huffman blocks as far as they follow each other, to where a byte begins. */
  addHuffman(first: number, last: number): number {
    const { blocks } = this.#scanned
    let next = first + 1
    while (next < last && !blocks[next]!.stored) next++
    const start = blockBit(this.#scanned, first)
    const count = blockBit(this.#scanned, next) - start
    copyBits(this.#bytes, start, count, this.#target, this.#bit / 8)
    if (next === blocks.length) {
      const final = this.#bit + blocks[next - 1]!.bit - start
      this.#target[Math.floor(final / 8)]! &= ~(1 << (final % 8))
    }
    this.#bit += count
    return next
  }

  addStored(index: number): number {
    const lengths = storedLengthAt(blockBit(this.#scanned, index))
    const block = this.#bytes.subarray(lengths, blockBit(this.#scanned, index + 1) / 8)
    this.#beginStored()
    this.#target.set(block, this.#bit / 8)
    this.#bit += block.length * 8
    return index + 1
  }

  end(): Uint8Array {
    this.#beginStored()
    const end = this.#bit / 8
    this.#target.set([0, 0, 0xff, 0xff], end)
    return this.#target.subarray(0, end + STORED_LENGTHS)
  }

  /** Three bits of 0, BFINAL and the type, and as many to the end of a byte. */
  #beginStored(): void {
    const lengths = storedLengthAt(this.#bit)
    // Bits of a byte that has been begun are 0 already.
    this.#target.fill(0, Math.ceil(this.#bit / 8), lengths)
    this.#bit = lengths * 8
  }
}

function unusable(reason: string): ArchiveError {
  return new ArchiveError('ERR_ARCHIVE_ARGUMENT', `copying deflate blocks: ${reason}`, { details: { reason } })
}
