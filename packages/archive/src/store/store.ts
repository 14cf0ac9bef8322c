import type { Digest } from '../digest.ts'
import type { ByteSource } from '../source.ts'

/** The namespace in which keys are the lower-case hexadecimal SHA-256 of the content. */
export const CONTENT_NAMESPACE = 'sha256'

/** What was put into a store. */
export interface StoredContent {
  readonly digest: Digest
  /** Bytes. */
  readonly size: number
}

/** Content that is read in ranges. To be closed when done. */
export interface StoredFile {
  /** Bytes of content. */
  readonly size: number
  /**
   * The bytes from `offset` on, `length` of them or as many as there are; a view of memory that is not used for anything else.
   *
   * @throws ArchiveError `ERR_ARCHIVE_STORE_CORRUPT` where they are not what was put; the entry is removed.
   */
  read(offset: number, length: number): Promise<Uint8Array>
  /**
   * Fills `target` with the bytes from `offset` on, and returns how many there were.
   *
   * @throws ArchiveError `ERR_ARCHIVE_STORE_CORRUPT` as {@link StoredFile.read}
   */
  fill(target: Uint8Array, offset: number): Promise<number>
  /** The content from `offset` on, piece by piece. */
  stream(offset?: number): AsyncGenerator<Uint8Array, void>
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** Something that happened in a store and is no failure of a call. */
export type StoreEvent =
  /** An entry was damaged; it is removed, and taken as absent. */
  | { readonly type: 'corrupt'; readonly namespace: string; readonly reason: string }
  /** The entries used longest ago were removed to keep the size. */
  | { readonly type: 'evicted'; readonly entries: number; readonly bytes: number }
  /** What killed processes left behind was removed. */
  | { readonly type: 'swept'; readonly files: number }

/**
 * A store of bytes under a namespace and a key. Anything may be absent at any time: another process may clear it, or room was needed.
 * A namespace is made of `a-z`, `0-9`, `.` and `-`; a key is any text. In {@link CONTENT_NAMESPACE} the key must be the digest of the content.
 */
export interface Store {
  /** The content, verified, or undefined. The bytes are not to be changed. */
  get(namespace: string, key: string): Promise<Uint8Array | undefined>
  /** Whether there is an entry; its content is not looked at. */
  has(namespace: string, key: string): Promise<boolean>
  /**
   * Keeps content, replacing what was there. Nobody ever sees part of it. Pieces of the content are done with when the next one is
   * asked for.
   *
   * @throws ArchiveError `ERR_ARCHIVE_STORE_MISMATCH` where the content is not what the key says, `ERR_ARCHIVE_STORE_IO`; what `content` throws passes through.
   */
  put(namespace: string, key: string, content: ByteSource): Promise<{ readonly size: number }>
  /** Keeps content in {@link CONTENT_NAMESPACE} under the digest it turns out to have. */
  add(content: ByteSource): Promise<StoredContent>
  /** The content for reading in ranges, or undefined. Every range is verified when it is read. */
  open(namespace: string, key: string): Promise<StoredFile | undefined>
  /**
   * Writes the content into a new file without reading it into this process where the operating system can, verified. False where
   * there is no such entry, or a damaged one; absent where the store has no files.
   *
   * @throws ArchiveError `ERR_ARCHIVE_STORE_IO` also where the file exists
   */
  copyTo?(namespace: string, key: string, path: string): Promise<boolean>
  /** Removes an entry, if it is there. */
  remove(namespace: string, key: string): Promise<void>
  /** Removes everything. */
  clear(): Promise<void>
}
