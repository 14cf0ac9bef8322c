import { ArchiveError } from '../error.ts'

/** Length of the trailer of a gzip member: CRC-32 and ISIZE, little-endian (RFC 1952 §2.3.1). */
export const GZIP_TRAILER_LENGTH = 8

/** The trailer of a member with `size` bytes of data whose CRC-32 is `crc`. */
export function gzipTrailer(crc: number, size: number): Uint8Array {
  const trailer = new Uint8Array(GZIP_TRAILER_LENGTH)
  const view = new DataView(trailer.buffer)
  view.setUint32(0, crc, true)
  view.setUint32(4, size % 2 ** 32, true)
  return trailer
}

/**
 * The size of the plain data, modulo 2^32, that the last eight bytes of a gzip file claim (ISIZE, RFC 1952 §2.3.1), for a file of one
 * member; 0 for a file that is too short. Only a hint: nothing is checked.
 */
export function claimedGzipSize(bytes: Uint8Array): number {
  const at = bytes.length - 4
  return at < 0 ? 0 : new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0, true)
}

/**
 * Compares a trailer with what was inflated.
 *
 * @throws ArchiveError `ERR_ARCHIVE_TRUNCATED` where there are fewer than eight bytes, `ERR_ARCHIVE_GZIP_CHECKSUM` for a difference.
 */
export function checkGzipTrailer(trailer: Uint8Array, crc: number, size: number): void {
  if (trailer.length < GZIP_TRAILER_LENGTH) throw gzipTruncated('trailer')
  const view = new DataView(trailer.buffer, trailer.byteOffset, GZIP_TRAILER_LENGTH)
  const wrong =
    view.getUint32(0, true) !== crc ? 'CRC-32' : view.getUint32(4, true) !== size % 2 ** 32 ? 'length' : undefined
  if (wrong === undefined) return
  throw new ArchiveError(
    'ERR_ARCHIVE_GZIP_CHECKSUM',
    `reading a gzip member: the ${wrong} in its trailer is not that of the ${size} bytes of data; fetch the file again`,
    { details: { field: wrong, size } },
  )
}

/** The error for a gzip file that breaks off. */
export function gzipTruncated(part: 'header' | 'trailer'): ArchiveError {
  return new ArchiveError(
    'ERR_ARCHIVE_TRUNCATED',
    `reading a gzip member: the file ends within its ${part}; fetch the file again`,
    { details: { part } },
  )
}

/** The error for bytes after the last member. */
export function gzipTrailing(offset: number): ArchiveError {
  return new ArchiveError(
    'ERR_ARCHIVE_GZIP_TRAILING',
    `reading gzip members: the bytes from offset ${offset} on are no gzip member; cut them off or fetch the file again`,
    { details: { offset } },
  )
}
