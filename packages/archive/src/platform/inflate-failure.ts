import { ArchiveError } from '../error.ts'

/** The error for a deflate stream that breaks off. */
export function deflateTruncated(cause?: unknown): ArchiveError {
  return new ArchiveError(
    'ERR_ARCHIVE_TRUNCATED',
    'inflating: the bytes end before the deflate stream does; fetch the file again',
    { cause },
  )
}

/** The error for a deflate stream that is broken. */
export function deflateBroken(reason: string, cause?: unknown): ArchiveError {
  return new ArchiveError(
    'ERR_ARCHIVE_DEFLATE_DATA',
    `inflating: the deflate stream is broken (${reason}); fetch the file again`,
    { details: { reason }, cause },
  )
}

/** The error for data that grow past a limit while they are expanded. */
export function expandedTooLarge(limit: number, cause?: unknown): ArchiveError {
  return new ArchiveError(
    'ERR_ARCHIVE_LIMIT',
    `decompressing: the data expand to more than the limit of ${limit} bytes; raise the limit if the file is trusted`,
    { details: { limit }, cause },
  )
}

/** The error for a broken zstd stream. */
export function zstdBroken(reason: string, cause?: unknown): ArchiveError {
  return new ArchiveError(
    'ERR_ARCHIVE_ZSTD_DATA',
    `decompressing zstd: the frame is broken (${reason}); fetch the file again`,
    { details: { reason }, cause },
  )
}
