import type { ByteSource } from '../source.ts'
import { gzipMembers } from './members.ts'

/**
 * Expands all gzip members of a source and joins what they hold, piece by piece; memory use does not depend on the size.
 *
 * @param options.limit most bytes of plain data, all members together
 * @throws ArchiveError `ERR_ARCHIVE_GZIP_HEADER`, `ERR_ARCHIVE_DEFLATE_DATA`, `ERR_ARCHIVE_GZIP_CHECKSUM`, `ERR_ARCHIVE_GZIP_TRAILING`, `ERR_ARCHIVE_TRUNCATED`, `ERR_ARCHIVE_LIMIT`
 */
export async function* gunzipStream(source: ByteSource, options: { limit: number }): AsyncGenerator<Uint8Array, void> {
  for await (const member of gzipMembers(source, options)) yield* member.data
}
