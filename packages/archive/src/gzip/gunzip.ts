import { platform } from '#platform'
import type { Inflated } from '../platform/platform.ts'
import { collect } from '../source.ts'
import { gzipHeaderLength } from './header.ts'
import { gunzipStream } from './stream.ts'
import { checkGzipTrailer, GZIP_TRAILER_LENGTH, gzipTruncated } from './trailer.ts'

/** One gzip member, expanded. */
export interface GunzippedMember {
  /** The plain data. */
  readonly data: Uint8Array
  /** Offset of the byte after the trailer of the member. */
  readonly end: number
}

/** How to expand one gzip member. */
export interface GunzipMemberOptions {
  /** Most bytes of plain data. */
  readonly limit: number
  /** How many bytes of plain data there seem to be: right, it spares copies; wrong, it changes nothing but the time. */
  readonly sizeHint?: number
}

/**
 * Expands the gzip member (RFC 1952) that begins at `offset`; header, CRC-32 and length are checked.
 * What follows the member is not looked at.
 *
 * @throws ArchiveError `ERR_ARCHIVE_GZIP_HEADER`, `ERR_ARCHIVE_DEFLATE_DATA`, `ERR_ARCHIVE_GZIP_CHECKSUM`, `ERR_ARCHIVE_TRUNCATED`, `ERR_ARCHIVE_LIMIT`
 */
export function gunzipMember(bytes: Uint8Array, offset: number, options: GunzipMemberOptions): GunzippedMember {
  const start = deflateStart(bytes, offset)
  return checked(bytes, start, platform.inflateRaw(bytes.subarray(start), options))
}

/**
 * As {@link gunzipMember}, off the main thread where there is a way.
 *
 * @throws ArchiveError as {@link gunzipMember}
 */
export async function gunzipMemberAsync(
  bytes: Uint8Array,
  offset: number,
  options: GunzipMemberOptions,
): Promise<GunzippedMember> {
  const start = deflateStart(bytes, offset)
  return checked(bytes, start, await platform.inflateRawAsync(bytes.subarray(start), options))
}

function deflateStart(bytes: Uint8Array, offset: number): number {
  const headerLength = gzipHeaderLength(bytes.subarray(offset))
  if (headerLength === undefined) throw gzipTruncated('header')
  return offset + headerLength
}

function checked(bytes: Uint8Array, start: number, { data, consumed }: Inflated): GunzippedMember {
  const trailer = start + consumed
  checkGzipTrailer(bytes.subarray(trailer), platform.crc32(data, 0), data.length)
  return { data, end: trailer + GZIP_TRAILER_LENGTH }
}

/**
 * Expands all gzip members of a file and joins what they hold.
 *
 * @param options.limit most bytes of plain data, all members together
 * @throws ArchiveError as {@link gunzipStream}
 */
export function gunzip(bytes: Uint8Array, options: { limit: number }): Promise<Uint8Array> {
  return collect(gunzipStream(bytes, options), options)
}
