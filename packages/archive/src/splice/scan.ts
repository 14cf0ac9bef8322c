import { ArchiveError } from '../error.ts'
import { deflateBroken, deflateTruncated } from '../platform/inflate-failure.ts'
import { Bits } from './bits.ts'
import { type DeflateBlock, type DeflateBlocks, storedLengthAt } from './blocks.ts'
import { Codes, fixedCodes, readCodes } from './codes.ts'
import { STEP, walkBlock } from './walk.ts'
import type { Walk } from './walk-symbol.ts'

/** Bytes at the end that are read from a copy with zeros after it, so that no step needs to look where the end is. */
const TAIL = 64

/** So many blocks a stream can have in any case, and one more for each so many bytes. To read codes takes about 15 µs. */
const FEW_BLOCKS = 4096
const SMALL_BLOCK = 512

const dynamic = new Codes()

/**
 * Finds the blocks of the raw deflate stream (RFC 1951) that bytes begin with, without expanding it. What follows the stream is left alone.
 *
 * @throws ArchiveError `ERR_ARCHIVE_DEFLATE_DATA`, `ERR_ARCHIVE_TRUNCATED`; `ERR_ARCHIVE_LIMIT` where blocks are so small that reading
 *   their codes would take the time
 */
export function scanDeflate(bytes: Uint8Array): DeflateBlocks {
  const bits = new Bits(bytes)
  const inputs = new Inputs(bytes)
  const blocks: DeflateBlock[] = []
  const most = FEW_BLOCKS + bytes.length / SMALL_BLOCK
  let plain = 0
  for (let final = false; !final; ) {
    if (blocks.length >= most) throw tooManyBlocks(blocks.length)
    const bit = bits.at
    final = bits.take(1) === 1
    const type = bits.take(2)
    if (type === 3) throw deflateBroken('a block of the reserved type')
    if (type === 0) {
      blocks.push({ bit, start: plain, lowest: plain })
      plain += skipStored(bits, bit)
      continue
    }
    const codes = type === 1 ? fixedCodes() : readCodes(bits, dynamic)
    const walk = { bit: bits.at, plain, lowest: plain }
    inputs.walk(codes, walk)
    if (walk.lowest < 0) throw deflateBroken('a distance to before the start')
    blocks.push({ bit, start: plain, lowest: walk.lowest })
    bits.at = walk.bit
    plain = walk.plain
  }
  return { blocks, size: plain, endBit: bits.at }
}

/** Returns the length of the block (RFC 1951 §3.2.4). */
function skipStored(bits: Bits, bit: number): number {
  bits.at = storedLengthAt(bit) * 8
  const length = bits.take(16)
  if (bits.take(16) !== (length ^ 0xffff)) throw deflateBroken('a stored length that is not its complement')
  bits.skip(length * 8)
  return length
}

/** The bytes of a stream, the last ones with room after them. */
class Inputs {
  readonly #size: number
  readonly #main: DataView
  readonly #tail: DataView
  readonly #tailAt: number

  constructor(bytes: Uint8Array) {
    this.#size = bytes.length
    this.#main = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    this.#tailAt = Math.max(0, bytes.length - TAIL)
    const tail = new Uint8Array(TAIL + 2 * STEP)
    tail.set(bytes.subarray(this.#tailAt))
    this.#tail = new DataView(tail.buffer)
  }

  /** Goes through a block to its end. */
  walk(codes: Codes, walk: Walk): void {
    if (walkBlock(this.#main, this.#size - STEP, codes, walk)) return
    walk.bit -= this.#tailAt * 8
    const ended = walkBlock(this.#tail, TAIL + STEP, codes, walk)
    walk.bit += this.#tailAt * 8
    if (!ended || walk.bit > this.#size * 8) throw deflateTruncated()
  }
}

function tooManyBlocks(limit: number): ArchiveError {
  return new ArchiveError(
    'ERR_ARCHIVE_LIMIT',
    `inflating: the deflate stream has more than ${limit} blocks, which is too many for its length`,
    { details: { limit } },
  )
}
