import { platform } from '#platform'
import { ByteReader } from '../byte-reader.ts'
import { ArchiveError } from '../error.ts'
import { expandedTooLarge } from '../platform/inflate-failure.ts'
import type { ByteSource } from '../source.ts'
import { gzipHeaderLength } from './header.ts'
import { checkGzipTrailer, GZIP_TRAILER_LENGTH, gzipTrailing, gzipTruncated } from './trailer.ts'

/** One member of a gzip file that is being read. */
export interface GzipMember {
  /** 0 for the first member of the file. */
  readonly index: number
  /** Offset of the member in the file. */
  readonly offset: number
  /** The plain data, as they are inflated. To be read once, and before the next member is asked for; what is left unread then is inflated, checked and dropped. */
  readonly data: AsyncIterable<Uint8Array>
  /** Has `listener` called with the compressed bytes of the member, header and trailer included, in order, while `data` is read. To be called before `data` is read. */
  tap(listener: (bytes: Uint8Array) => void): void
  /** Offset of the byte after the member; undefined until `data` has been read to its end. */
  readonly end: number | undefined
}

/**
 * Splits a file of gzip members (RFC 1952 §2.2) while it is read; no member is held in memory.
 * An empty source, and anything but a further member after a member, is an error.
 *
 * @param options.limit most bytes of plain data, all members together
 * @throws ArchiveError `ERR_ARCHIVE_GZIP_HEADER`, `ERR_ARCHIVE_DEFLATE_DATA`, `ERR_ARCHIVE_GZIP_CHECKSUM`, `ERR_ARCHIVE_GZIP_TRAILING`, `ERR_ARCHIVE_TRUNCATED`, `ERR_ARCHIVE_LIMIT`;
 *   `ERR_ARCHIVE_SEQUENCE` where the data of a member are read again, or after the next member was asked for.
 */
export async function* gzipMembers(source: ByteSource, options: { limit: number }): AsyncGenerator<GzipMember, void> {
  const reader = new ByteReader(source)
  let left = options.limit
  try {
    for (let index = 0; ; index++) {
      const offset = reader.offset
      const first = await reader.peek(2)
      if (index > 0) {
        if (first.length === 0) return
        if (first[0] !== 0x1f || (first[1] ?? 0x8b) !== 0x8b) throw gzipTrailing(offset)
      }
      const header = await takeHeader(reader)
      const member = new OpenMember(index, offset, reader, header, left, options.limit)
      yield member
      await member.finish()
      left -= member.size
    }
  } finally {
    await reader.close()
  }
}

async function takeHeader(reader: ByteReader): Promise<Uint8Array> {
  for (let wanted = 10; ; ) {
    const available = await reader.peek(wanted)
    const length = gzipHeaderLength(available)
    if (length !== undefined) return reader.take(length)
    if (available.length < wanted) throw gzipTruncated('header')
    wanted = available.length + 64
  }
}

class OpenMember implements GzipMember {
  readonly index: number
  readonly offset: number
  end: number | undefined = undefined
  /** Bytes of plain data so far. */
  size = 0
  readonly #pieces: AsyncGenerator<Uint8Array, void>
  #listener: (bytes: Uint8Array) => void = () => {}
  #state: 'new' | 'reading' | 'left' = 'new'

  constructor(index: number, offset: number, reader: ByteReader, header: Uint8Array, left: number, limit: number) {
    this.index = index
    this.offset = offset
    this.#pieces = this.#inflate(reader, header, left, limit)
  }

  tap(listener: (bytes: Uint8Array) => void): void {
    if (this.#state !== 'new') throw outOfSequence('the listener came after the data were read; call tap first')
    this.#listener = listener
  }

  get data(): AsyncIterable<Uint8Array> {
    return {
      [Symbol.asyncIterator]: () => {
        if (this.#state !== 'new') throw outOfSequence('its data were read already, or the next member was asked for')
        this.#state = 'reading'
        // No `return`: leaving the loop early must not end the inflating that finds the next member.
        return {
          next: () => {
            if (this.#state === 'left') throw outOfSequence('the next member was asked for')
            return this.#pieces.next()
          },
        }
      },
    }
  }

  /** Inflates what nobody has read. */
  async finish(): Promise<void> {
    this.#state = 'left'
    while (!(await this.#pieces.next()).done);
  }

  async *#inflate(
    reader: ByteReader,
    header: Uint8Array,
    left: number,
    limit: number,
  ): AsyncGenerator<Uint8Array, void> {
    this.#listener(header)
    let crc = 0
    for await (const piece of platform.inflateRawStream(reader, (bytes) => this.#listener(bytes))) {
      this.size += piece.length
      if (this.size > left) throw expandedTooLarge(limit)
      crc = platform.crc32(piece, crc)
      yield piece
    }
    const trailer = await reader.take(GZIP_TRAILER_LENGTH)
    checkGzipTrailer(trailer, crc, this.size)
    this.#listener(trailer)
    this.end = reader.offset
  }
}

function outOfSequence(reason: string): ArchiveError {
  return new ArchiveError('ERR_ARCHIVE_SEQUENCE', `reading a gzip member: ${reason}`)
}
