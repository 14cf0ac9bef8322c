import type { BuildContext } from '../build/build-context.ts'
import { type ContentSource, fillFromBytes } from '../rootfs/content.ts'
import { CompressedFiles, compressedFilesNamespace } from './compressed-files.ts'
import { IdleFile } from './idle-file.ts'

/** The plain tar of a package in memory, and its large files compressed, in the store of the build. */
export function memoryContent(
  id: string,
  tar: Uint8Array,
  { store, compressor }: Pick<BuildContext, 'store' | 'compressor'>,
): ContentSource {
  const files = new CompressedFiles(new IdleFile(() => store.open(compressedFilesNamespace(compressor.name), id)))
  return {
    id,
    fill: (target, offset) => fillFromBytes(tar, offset, target),
    view: (offset, length) => tar.subarray(offset, offset + length),
    compressed: ({ offset, length, target }) => files.find(offset, length, target),
    close: () => files.close(),
  }
}
