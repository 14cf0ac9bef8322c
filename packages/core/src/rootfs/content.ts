import { type CompressedChunk, digestOf } from '@nacre/archive'

/** Something large that stays where it is: the plain tar of an expanded package, a file on disk. */
export interface ContentSource {
  /** Names the bytes for ever: the same id, the same bytes. */
  readonly id: string
  /** Fills `target` with the bytes from `offset` on, and returns how many there were: at once where they are in memory. */
  fill(target: Uint8Array, offset: number): number | Promise<number>
  /** The bytes from `offset` on without a copy, where they are in memory. */
  view?(offset: number, length: number): Uint8Array
  /**
   * A range and the zeros that fill its last tar block, compressed as one chunk by the codec and level of the build, where that was done
   * before. The bytes are a view of `target`.
   */
  compressed?(range: CompressedRange): Promise<CompressedChunk | undefined>
  /** Lets go of what reading needed; it may be read again. */
  close(): Promise<void>
}

/** A range of content that is asked for as a compressed chunk. */
export interface CompressedRange {
  readonly offset: number
  readonly length: number
  /** Where the chunk is read to. */
  readonly target: Uint8Array
}

/** The bytes of a file: held in memory, or a range of something that stays where it is. */
export type Content =
  | { readonly kind: 'bytes'; readonly size: number; readonly bytes: Uint8Array }
  | { readonly kind: 'range'; readonly size: number; readonly source: ContentSource; readonly offset: number }

/** Content held in memory; text is encoded as UTF-8. */
export function bytesContent(value: string | Uint8Array): Content {
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value
  return { kind: 'bytes', size: bytes.length, bytes }
}

/** A range of a source: `size` bytes from `offset`. */
export function rangeContent(source: ContentSource, offset: number, size: number): Content {
  return { kind: 'range', size, source, offset }
}

/** The bytes of some content: at once where they are in memory. */
export function contentBytes(content: Content): Uint8Array | Promise<Uint8Array> {
  if (content.kind === 'bytes') return content.bytes
  const bytes = new Uint8Array(content.size)
  if (content.size === 0) return bytes
  const filling = content.source.fill(bytes, content.offset)
  return typeof filling === 'number' ? bytes.subarray(0, filling) : filling.then((filled) => bytes.subarray(0, filled))
}

/** Fills `place` with bytes of some content from `offset` on, and returns how many there were: at once where they are in memory. */
export function fillFromContent(content: Content, offset: number, place: Uint8Array): number | Promise<number> {
  if (content.kind === 'range') return content.source.fill(place, content.offset + offset)
  return fillFromBytes(content.bytes, offset, place)
}

/** Fills `place` with bytes from `offset` on, and returns how many there were. */
export function fillFromBytes(bytes: Uint8Array, offset: number, place: Uint8Array): number {
  const found = bytes.subarray(offset, offset + place.length)
  place.set(found)
  return found.length
}

/** A name for the bytes that can be had without reading them: equal names, equal bytes. */
export function contentId(content: Content): string {
  if (content.kind === 'bytes') return digestOf(content.bytes)
  return content.size === 0 ? 'empty' : `${content.source.id}+${content.offset}+${content.size}`
}
