import { digestOf } from '@nacre/archive'

/** Something large that stays where it is: the plain tar of an expanded package, a file on disk. */
export interface ContentSource {
  /** Names the bytes for ever: the same id, the same bytes. */
  readonly id: string
  /** The bytes from `offset`, `length` of them. */
  read(offset: number, length: number): Uint8Array | Promise<Uint8Array>
  /** Lets go of what reading needed; it may be read again. */
  close(): Promise<void>
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

/** The bytes of some content. */
export async function contentBytes(content: Content): Promise<Uint8Array> {
  if (content.kind === 'bytes') return content.bytes
  return content.size === 0 ? new Uint8Array(0) : await content.source.read(content.offset, content.size)
}

/** A name for the bytes that can be had without reading them: equal names, equal bytes. */
export function contentId(content: Content): string {
  if (content.kind === 'bytes') return digestOf(content.bytes)
  return content.size === 0 ? 'empty' : `${content.source.id}+${content.offset}+${content.size}`
}
