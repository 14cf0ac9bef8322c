import { concatBytes } from '../bytes.ts'
import { ArchiveError } from '../error.ts'
import { tarPadding } from '../tar/header.ts'
import { MAX_CHUNK } from './compress.ts'

/** Content that is read in ranges; at the end of a range there is no less than was asked for. */
export interface RangeReader {
  read(offset: number, length: number): Uint8Array | Promise<Uint8Array>
}

/** One entry of a tar archive to be written: its encoded header and its content. */
export interface CutEntry {
  /** Header blocks, as `encodeTarHeader` gives them. */
  readonly header: Uint8Array
  /** Bytes of content; 0 where there is none. */
  readonly size: number
  /** The content, absent where `size` is 0. */
  readonly content?: Uint8Array | RangeReader
}

/** Content of this many bytes or more is cut into chunks of its own, so that it is found again wherever it stands. */
export const OWN_CHUNKS_FROM: number = 64 * 1024

/**
 * Writes a tar archive as chunks for {@link compressChunks}. Where it is cut depends on the lengths of headers and contents alone:
 * content of {@link OWN_CHUNKS_FROM} bytes or more, with its padding, has chunks of its own; headers and smaller contents share chunks.
 *
 * @param options.end bytes after the last entry, such as `TAR_END`; default none
 * @throws ArchiveError `ERR_ARCHIVE_TRUNCATED` where content is shorter than its size says.
 */
export async function* cutChunks(
  entries: AsyncIterable<CutEntry> | Iterable<CutEntry>,
  options: { end?: Uint8Array } = {},
): AsyncGenerator<Uint8Array, void> {
  const shared = new SharedChunk()
  for await (const entry of entries) {
    const own = entry.size >= OWN_CHUNKS_FROM
    const room = own ? entry.header.length : entry.header.length + entry.size
    if (!shared.fits(room)) yield shared.take()
    if (own) {
      yield* shared.add(entry.header)
      if (shared.size > 0) yield shared.take()
      yield* ownChunks(entry)
    } else {
      yield* shared.add(entry.header)
      if (entry.size === 0) continue
      yield* shared.add(await readRange(entry, 0, entry.size))
      yield* shared.add(tarPadding(entry.size))
    }
  }
  if (options.end !== undefined) yield* shared.add(options.end)
  if (shared.size > 0) yield shared.take()
}

async function* ownChunks(entry: CutEntry): AsyncGenerator<Uint8Array, void> {
  const padding = tarPadding(entry.size)
  for (let offset = 0; offset < entry.size; offset += MAX_CHUNK) {
    const length = Math.min(MAX_CHUNK, entry.size - offset)
    const bytes = await readRange(entry, offset, length)
    // A chunk is a whole number of tar blocks: the padding always fits.
    yield offset + length === entry.size && padding.length > 0 ? concatBytes([bytes, padding]) : bytes
  }
}

async function readRange(entry: CutEntry, offset: number, length: number): Promise<Uint8Array> {
  const { content } = entry
  const bytes =
    content === undefined || content instanceof Uint8Array
      ? content?.subarray(offset, offset + length)
      : await content.read(offset, length)
  if (bytes?.length === length) return bytes
  throw new ArchiveError(
    'ERR_ARCHIVE_TRUNCATED',
    `writing a tar archive: a content of ${entry.size} bytes has fewer at offset ${offset}; give the size of what is written`,
    { details: { size: entry.size, offset } },
  )
}

/** Headers and small contents, gathered up to the length of a chunk. */
class SharedChunk {
  size = 0
  #bytes: Uint8Array | undefined

  fits(length: number): boolean {
    return this.size === 0 || this.size + length <= MAX_CHUNK
  }

  /** Adds bytes, giving away what has become full. */
  *add(bytes: Uint8Array): Generator<Uint8Array, void> {
    for (let at = 0; at < bytes.length; ) {
      this.#bytes ??= new Uint8Array(MAX_CHUNK)
      const part = bytes.subarray(at, at + MAX_CHUNK - this.size)
      this.#bytes.set(part, this.size)
      this.size += part.length
      at += part.length
      if (this.size === MAX_CHUNK) yield this.take()
    }
  }

  take(): Uint8Array {
    const taken = this.#bytes?.subarray(0, this.size) ?? new Uint8Array(0)
    this.#bytes = undefined
    this.size = 0
    return taken
  }
}
