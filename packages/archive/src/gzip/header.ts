import { platform } from '#platform'
import { ArchiveError } from '../error.ts'

/** The header of every gzip member we write: deflate, no flags, mtime 0, no extra flags, OS 255 "unknown" (RFC 1952 §2.3). */
export const GZIP_HEADER: Uint8Array = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255)

/** A header longer than this is refused: FEXTRA holds at most 65 535 bytes, and name and comment share the rest. */
const longestHeader = 256 * 1024

// RFC 1952 §2.3.1, FLG.
const FHCRC = 2
const FEXTRA = 4
const FNAME = 8
const FCOMMENT = 16
const reservedFlags = 0xe0

/**
 * Length of the gzip member header (RFC 1952 §2.3) at the start of `bytes`, or undefined where more bytes are needed to tell.
 *
 * @throws ArchiveError `ERR_ARCHIVE_GZIP_HEADER`
 */
export function gzipHeaderLength(bytes: Uint8Array): number | undefined {
  if (bytes.length > 0 && bytes[0] !== 0x1f) throw broken('it does not begin with 1f 8b')
  if (bytes.length > 1 && bytes[1] !== 0x8b) throw broken('it does not begin with 1f 8b')
  if (bytes.length > 2 && bytes[2] !== 8) throw broken('its compression method is not deflate')
  if (bytes.length < 10) return undefined
  const flags = bytes[3]!
  if ((flags & reservedFlags) !== 0) throw broken('a reserved flag is set')
  let end: number | undefined = 10
  if ((flags & FEXTRA) !== 0) end = bytes.length < 12 ? undefined : 12 + bytes[10]! + bytes[11]! * 256
  if ((flags & FNAME) !== 0) end = afterZero(bytes, end)
  if ((flags & FCOMMENT) !== 0) end = afterZero(bytes, end)
  if ((flags & FHCRC) !== 0 && end !== undefined) {
    if (bytes.length < end + 2) end = undefined
    else {
      const stated = bytes[end]! + bytes[end + 1]! * 256
      if (stated !== (platform.crc32(bytes.subarray(0, end), 0) & 0xffff)) throw broken('its header checksum is wrong')
      end += 2
    }
  }
  if (end !== undefined && end <= bytes.length) return end
  if (bytes.length > longestHeader) throw broken(`it is longer than ${longestHeader} bytes`)
  return undefined
}

function afterZero(bytes: Uint8Array, start: number | undefined): number | undefined {
  if (start === undefined) return undefined
  const zero = bytes.indexOf(0, start)
  return zero < 0 ? undefined : zero + 1
}

function broken(reason: string): ArchiveError {
  return new ArchiveError(
    'ERR_ARCHIVE_GZIP_HEADER',
    `reading a gzip member: the header is broken (${reason}); check that the file is gzip and fetch it again`,
    { details: { reason } },
  )
}
