import { platform } from '#platform'
import { ByteReader } from '../byte-reader.ts'
import { ArchiveError } from '../error.ts'
import { expandedTooLarge } from '../platform/inflate-failure.ts'
import { type ByteSource, collect } from '../source.ts'

/**
 * Compresses bytes into one zstd frame (RFC 8878).
 *
 * @param options.level 1 (fastest) to 22 (smallest), 3 by default
 * @throws ArchiveError `ERR_ARCHIVE_ARGUMENT` for another level, `ERR_ARCHIVE_UNSUPPORTED_RUNTIME` where there is no zstd.
 */
export async function zstd(bytes: Uint8Array, options: { level?: number } = {}): Promise<Uint8Array> {
  return platform.zstdCompress(bytes, { level: checkZstdLevel(options.level ?? 3) })
}

/**
 * Expands all zstd frames of a file and joins what they hold.
 *
 * @param options.limit most bytes of plain data
 * @throws ArchiveError as {@link zstdStream}.
 */
export function unzstd(bytes: Uint8Array, options: { limit: number }): Promise<Uint8Array> {
  return collect(zstdStream(bytes, options), options)
}

/**
 * Expands all zstd frames of a source, piece by piece.
 *
 * @param options.limit most bytes of plain data
 * @throws ArchiveError `ERR_ARCHIVE_ZSTD_DATA` for broken or missing frames, `ERR_ARCHIVE_LIMIT`, `ERR_ARCHIVE_UNSUPPORTED_RUNTIME`.
 */
export async function* zstdStream(source: ByteSource, options: { limit: number }): AsyncGenerator<Uint8Array, void> {
  const reader = new ByteReader(source)
  let size = 0
  try {
    for await (const piece of platform.zstdDecompressStream(reader)) {
      size += piece.length
      if (size > options.limit) throw expandedTooLarge(options.limit)
      yield piece
    }
  } finally {
    await reader.close()
  }
}

/**
 * Checks a zstd level.
 *
 * @throws ArchiveError `ERR_ARCHIVE_ARGUMENT`
 */
export function checkZstdLevel(level: number): number {
  if (Number.isInteger(level) && level >= 1 && level <= 22) return level
  throw new ArchiveError(
    'ERR_ARCHIVE_ARGUMENT',
    `compressing: the zstd level is ${level}; use a whole number from 1 to 22`,
    {
      details: { level },
    },
  )
}
