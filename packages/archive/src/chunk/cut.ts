import { ArchiveError } from '../error.ts'
import { tarPadding } from '../tar/header.ts'
import { MAX_CHUNK } from './compressor.ts'

/** One entry of a tar archive to be written. */
export interface CutEntry<Content> {
  /** Header blocks, as `encodeTarHeader` gives them. */
  readonly header: Uint8Array
  /** What follows the header; absent where nothing does. */
  readonly content?: Content
}

/** Part of a content: `length` bytes from `offset`. */
export interface ContentRange<Content> {
  readonly content: Content
  readonly offset: number
  readonly length: number
}

/** A piece of a tar archive of at most {@link MAX_CHUNK} bytes, before any content is read. */
export interface Chunk<Content> {
  /** Bytes. */
  readonly size: number
  /** What it is made of, in order: headers and padding as they are, and parts of contents. */
  readonly parts: readonly (Uint8Array | ContentRange<Content>)[]
}

/** Content of this many bytes or more is cut into chunks of its own, so that it is found again wherever it stands. */
export const OWN_CHUNKS_FROM: number = 64 * 1024

/**
 * Cuts a tar archive into chunks. Where it is cut depends on the lengths of headers and contents alone: content of
 * {@link OWN_CHUNKS_FROM} bytes or more, with its padding, has chunks of its own; headers and smaller contents share chunks.
 *
 * @param options.end bytes after the last entry, such as `TAR_END`; default none
 */
export function* cutTar<Content extends { readonly size: number }>(
  entries: Iterable<CutEntry<Content>>,
  options: { end?: Uint8Array } = {},
): Generator<Chunk<Content>, void> {
  const shared = new SharedChunk<Content>()
  for (const { header, content } of entries) {
    const size = content?.size ?? 0
    const own = size >= OWN_CHUNKS_FROM
    if (!shared.fits(own ? header.length : header.length + size)) yield shared.take()
    yield* shared.add(header)
    if (content === undefined || size === 0) continue
    if (own) {
      if (shared.size > 0) yield shared.take()
      yield* contentChunks(content)
    } else {
      // Only a header of almost a chunk leaves too little room.
      if (!shared.fits(size)) yield shared.take()
      shared.addContent(content)
      yield* shared.add(tarPadding(size))
    }
  }
  if (options.end !== undefined) yield* shared.add(options.end)
  if (shared.size > 0) yield shared.take()
}

/** The chunks of a content that has its own, the last one with the padding that follows it. */
export function* contentChunks<Content extends { readonly size: number }>(
  content: Content,
): Generator<Chunk<Content>, void> {
  for (let offset = 0; offset < content.size; offset += MAX_CHUNK) {
    const length = Math.min(MAX_CHUNK, content.size - offset)
    const range = { content, offset, length }
    // A chunk is a whole number of tar blocks: the padding always fits.
    const padding = offset + length === content.size ? tarPadding(content.size) : undefined
    if (padding === undefined || padding.length === 0) yield { size: length, parts: [range] }
    else yield { size: length + padding.length, parts: [range, padding] }
  }
}

/**
 * Writes the bytes of a chunk to the beginning of `target`, and returns them as a view of it.
 *
 * @param fill writes bytes of a content, from `offset` on, into a place that they fill, and returns how many there were
 * @throws ArchiveError `ERR_ARCHIVE_TRUNCATED` where content is shorter than its size says
 */
export async function fillChunk<Content extends { readonly size: number }>(
  { size, parts }: Chunk<Content>,
  target: Uint8Array,
  fill: (content: Content, offset: number, place: Uint8Array) => number | Promise<number>,
): Promise<Uint8Array> {
  let at = 0
  for (const part of parts) {
    if (part instanceof Uint8Array) {
      target.set(part, at)
    } else {
      const { content, offset, length } = part
      const filling = fill(content, offset, target.subarray(at, at + length))
      const filled = typeof filling === 'number' ? filling : await filling
      if (filled !== length) throw truncated(content.size, offset)
    }
    at += part.length
  }
  return target.subarray(0, size)
}

function truncated(size: number, offset: number): ArchiveError {
  return new ArchiveError(
    'ERR_ARCHIVE_TRUNCATED',
    `writing a tar archive: a content of ${size} bytes has fewer at offset ${offset}; give the size of what is written`,
    { details: { size, offset } },
  )
}

/** Headers and small contents, gathered up to the length of a chunk. */
class SharedChunk<Content extends { readonly size: number }> {
  size = 0
  #parts: (Uint8Array | ContentRange<Content>)[] = []

  fits(length: number): boolean {
    return this.size === 0 || this.size + length <= MAX_CHUNK
  }

  addContent(content: Content): void {
    this.#parts.push({ content, offset: 0, length: content.size })
    this.size += content.size
  }

  /** Adds bytes, giving away what has become full. */
  *add(bytes: Uint8Array): Generator<Chunk<Content>, void> {
    for (let at = 0; at < bytes.length; ) {
      const part = bytes.subarray(at, at + MAX_CHUNK - this.size)
      this.#parts.push(part)
      this.size += part.length
      at += part.length
      if (this.size === MAX_CHUNK) yield this.take()
    }
  }

  take(): Chunk<Content> {
    const taken = { size: this.size, parts: this.#parts }
    this.#parts = []
    this.size = 0
    return taken
  }
}
