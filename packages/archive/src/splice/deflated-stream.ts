import { gzipHeaderLength } from '../gzip/header.ts'
import { gzipTruncated } from '../gzip/trailer.ts'
import { blockEnd, type DeflateBlocks } from './blocks.ts'
import { scanDeflate } from './scan.ts'
import { spliceBlocks, spliceBound } from './splice.ts'
import { blocksWithin } from './within.ts'

/** Consecutive blocks of a deflate stream that refer to nothing before them. */
export interface BlockRun {
  /** Offsets of the first plain byte, and of the byte after the last one, in the plain data of the stream. */
  readonly start: number
  readonly end: number
  /** Most bytes that {@link copyTo} makes. */
  readonly bound: number
  /**
   * Writes the blocks so that they begin and end with a byte, and follow what ends alike.
   *
   * @param target of {@link bound} bytes at least
   * @returns a view of its beginning
   */
  copyTo(target: Uint8Array): Uint8Array
}

/** A deflate stream whose blocks are known, so that others can take them over. */
export class DeflatedStream {
  readonly #bytes: Uint8Array
  readonly #scanned: DeflateBlocks

  /**
   * @param member a gzip member (RFC 1952 §2.3) that is known to inflate; not to be changed as long as the stream is in use
   * @throws ArchiveError `ERR_ARCHIVE_GZIP_HEADER`, `ERR_ARCHIVE_DEFLATE_DATA`, `ERR_ARCHIVE_TRUNCATED`, `ERR_ARCHIVE_LIMIT` as
   *   {@link scanDeflate}
   */
  constructor(member: Uint8Array) {
    const header = gzipHeaderLength(member)
    if (header === undefined) throw gzipTruncated('header')
    this.#bytes = member.subarray(header)
    this.#scanned = scanDeflate(this.#bytes)
  }

  /** Bytes of plain data. */
  get size(): number {
    return this.#scanned.size
  }

  /** The longest run of whole blocks in a range of the plain data that refers to nothing before the range; undefined where there is none. */
  runWithin(start: number, end: number): BlockRun | undefined {
    const scanned = this.#scanned
    const range = blocksWithin(scanned, { start, end })
    if (range === undefined) return undefined
    return {
      start: scanned.blocks[range.first]!.start,
      end: blockEnd(scanned, range.last - 1),
      bound: spliceBound(scanned, range),
      copyTo: (target) => spliceBlocks(this.#bytes, scanned, range, target),
    }
  }
}
