import { platform } from '#platform'
import { checkDeflateLevel } from './gzip/level.ts'

/**
 * Compresses bytes into one raw deflate stream (RFC 1951). The same input and level give the same bytes in every runtime.
 *
 * @param options.level 1 (fastest) to 9 (smallest), 6 by default
 * @throws ArchiveError `ERR_ARCHIVE_ARGUMENT` for another level.
 */
export async function deflateRaw(bytes: Uint8Array, options: { level?: number } = {}): Promise<Uint8Array> {
  return platform.deflateRaw(bytes, { level: checkDeflateLevel(options.level ?? 6) })
}

/**
 * Expands the raw deflate stream (RFC 1951) that bytes begin with; what follows it is left alone.
 *
 * @param options.limit most bytes of plain data
 * @param options.sizeHint how many bytes of plain data there seem to be: right, it spares copies; wrong, it changes nothing but the time
 * @returns the plain data, and the length of the stream in bytes
 * @throws ArchiveError `ERR_ARCHIVE_DEFLATE_DATA`, `ERR_ARCHIVE_TRUNCATED`, `ERR_ARCHIVE_LIMIT`
 */
export function inflateRaw(
  bytes: Uint8Array,
  options: { limit: number; sizeHint?: number },
): { data: Uint8Array; consumed: number } {
  return platform.inflateRaw(bytes, options)
}
