import { concatBytes } from '../bytes.ts'
import { encodeTarHeader } from './encode.ts'
import { TAR_END, type TarHeaderInput, tarPadding } from './header.ts'

/** An entry to be written; the size in its header is that of `content`. */
export interface TarInput {
  readonly header: TarHeaderInput
  /** Content of a file. Default: none. */
  readonly content?: Uint8Array
}

/**
 * Makes a tar archive in memory; headers are those of {@link encodeTarHeader}, in the order given.
 *
 * @param options.end whether the two blocks of zeros are written at the end; default true. Segments of an APK go without.
 * @throws ArchiveError as {@link encodeTarHeader}
 */
export function createTar(entries: Iterable<TarInput>, options: { end?: boolean } = {}): Uint8Array {
  const pieces: Uint8Array[] = []
  for (const { header, content } of entries) {
    const size = content?.length ?? 0
    pieces.push(encodeTarHeader({ ...header, size }))
    if (content !== undefined && (header.type ?? 'file') === 'file') pieces.push(content, tarPadding(size))
  }
  if (options.end ?? true) pieces.push(TAR_END)
  return concatBytes(pieces)
}
