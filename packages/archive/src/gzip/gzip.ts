import { platform } from '#platform'
import { concatBytes } from '../bytes.ts'
import { GZIP_HEADER } from './header.ts'
import { checkDeflateLevel } from './level.ts'
import { gzipTrailer } from './trailer.ts'

/**
 * Compresses bytes into one gzip member (RFC 1952) with mtime 0 and OS 255. The same input and level give the same bytes in every runtime.
 *
 * @param options.level 1 (fastest) to 9 (smallest)
 * @throws ArchiveError `ERR_ARCHIVE_ARGUMENT` for another level.
 */
export async function gzip(bytes: Uint8Array, options: { level?: number } = {}): Promise<Uint8Array> {
  const level = checkDeflateLevel(options.level ?? 6)
  const deflating = platform.deflateRaw(bytes, { level })
  const crc = platform.crc32(bytes, 0)
  return concatBytes([GZIP_HEADER, await deflating, gzipTrailer(crc, bytes.length)])
}
