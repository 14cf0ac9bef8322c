import type { ByteReader } from '../byte-reader.ts'

/** Hash functions in use: SHA-1 for APK identities, SHA-256 for digests, SHA-512 for signatures. */
export type HashAlgorithm = 'sha1' | 'sha256' | 'sha512'

/** A running hash. */
export interface Hasher {
  /** Adds bytes; returns the same hasher. */
  update(bytes: Uint8Array): Hasher
  /** The raw hash. The hasher is of no use afterwards. */
  digest(): Uint8Array
}

/** How to deflate. */
export interface DeflateOptions {
  /** 1 (fastest) to 9 (smallest). */
  readonly level: number
}

/** What zlib calls memLevel when chunks are deflated: 127 MB of packages take a tenth less time than at 8, the default, and 0.4 % more room. */
export const CHUNK_MEMORY_LEVEL = 9

/** Deflates one chunk after the other. */
export interface Deflater {
  /**
   * Deflates bytes for themselves, byte-aligned and without a final block, so that another stream may follow. At least one byte; the next
   * call comes when the last one has been answered.
   */
  deflate(bytes: Uint8Array): Promise<Uint8Array>
  /** Gives back the memory in use. */
  close(): void
}

/** How to inflate. */
export interface InflateOptions {
  /** Most bytes of plain data. */
  readonly limit: number
  /** How many bytes of plain data there seem to be. Memory is set aside by it, within bounds; the result does not depend on it. */
  readonly sizeHint?: number | undefined
}

/** What a deflate stream held, and its length. */
export interface Inflated {
  readonly data: Uint8Array
  readonly consumed: number
}

/** What the runtime does for us. Every implementation gives the same bytes. */
export interface Platform {
  readonly name: 'node' | 'portable'
  createHasher(algorithm: HashAlgorithm): Hasher
  hash(algorithm: HashAlgorithm, bytes: Uint8Array): Uint8Array
  /** As `hash`, in lower-case hexadecimal digits. */
  hashHex(algorithm: HashAlgorithm, bytes: Uint8Array): string
  /** How many jobs are worth running at once. */
  readonly parallelism: number
  /** CRC-32 (RFC 1952 §8) of bytes that follow those whose CRC-32 is `seed`. */
  crc32(bytes: Uint8Array, seed: number): number
  /** One finished deflate stream (RFC 1951) of bytes that are all there. */
  deflateRaw(bytes: Uint8Array, options: DeflateOptions): Promise<Uint8Array>
  createDeflater(options: DeflateOptions): Deflater
  /** Inflates the deflate stream that `bytes` begins with; `consumed` is its length. */
  inflateRaw(bytes: Uint8Array, options: InflateOptions): Inflated
  /** As `inflateRaw`, off the main thread where there is a way. */
  inflateRawAsync(bytes: Uint8Array, options: InflateOptions): Promise<Inflated>
  /**
   * Inflates the deflate stream that `reader` stands before, and leaves `reader` right after it.
   * `onConsumed` gets the bytes of the stream as they are used up.
   */
  inflateRawStream(reader: ByteReader, onConsumed: (bytes: Uint8Array) => void): AsyncGenerator<Uint8Array, void>
  /** One zstd frame (RFC 8878). */
  zstdCompress(bytes: Uint8Array, options: { readonly level: number }): Promise<Uint8Array>
  /** The content of all zstd frames in `source`, as it comes. */
  zstdDecompressStream(reader: ByteReader): AsyncGenerator<Uint8Array, void>
}
