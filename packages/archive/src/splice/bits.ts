import { deflateTruncated } from '../platform/inflate-failure.ts'

/** Reads the few bits of a stream that are no symbols of a block. */
export class Bits {
  readonly bytes: Uint8Array
  /** The next bit. */
  at = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  /** The next 16 bits, with zeros for those beyond the end. */
  peek(): number {
    const byte = Math.floor(this.at / 8)
    const { bytes } = this
    return ((bytes[byte] ?? 0) | ((bytes[byte + 1] ?? 0) << 8) | ((bytes[byte + 2] ?? 0) << 16)) >> (this.at % 8)
  }

  /** @throws ArchiveError `ERR_ARCHIVE_TRUNCATED` */
  skip(count: number): void {
    this.at += count
    if (this.at > this.bytes.length * 8) throw deflateTruncated()
  }

  /**
   * A number of at most 16 bits, the least significant first (RFC 1951 §3.1.1).
   *
   * @throws ArchiveError `ERR_ARCHIVE_TRUNCATED`
   */
  take(count: number): number {
    const value = this.peek() & ((1 << count) - 1)
    this.skip(count)
    return value
  }
}
