import { concatBytes } from './bytes.ts'
import { ArchiveError } from './error.ts'

/** Bytes that are there, or that come in pieces. */
export type ByteSource = Uint8Array | AsyncIterable<Uint8Array> | Iterable<Uint8Array>

/**
 * All bytes of a source as one array. A source that is one array already is handed back as it is.
 *
 * @param options.limit most bytes to accept
 * @throws ArchiveError `ERR_ARCHIVE_LIMIT` as soon as there are more.
 */
export async function collect(source: ByteSource, options: { limit: number }): Promise<Uint8Array> {
  const { limit } = options
  if (source instanceof Uint8Array) {
    if (source.length > limit) throw limitPassed(limit)
    return source
  }
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of source) {
    size += piece.length
    if (size > limit) throw limitPassed(limit)
    pieces.push(piece)
  }
  return concatBytes(pieces)
}

function limitPassed(limit: number): ArchiveError {
  return new ArchiveError(
    'ERR_ARCHIVE_LIMIT',
    `collecting bytes into memory: there are more than the limit of ${limit} bytes; raise the limit if the source is trusted`,
    { details: { limit } },
  )
}
