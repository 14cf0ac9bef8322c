import type { ChunkCompressor } from '@nacre/archive'
import type { Store } from '@nacre/archive/store'
import { ImageError } from '../error.ts'
import type { ContentSource } from '../rootfs/content.ts'
import { CompressedFiles, compressedFilesNamespace } from './compressed-files.ts'
import type { ExpandedPackage } from './expanded-package.ts'
import { IdleFile } from './idle-file.ts'
import { KeptFile } from './kept-file.ts'

/**
 * Plain tars of packages, each followed by what is known of the package, by the identity that an index gives, which can be written in several
 * ways; the number changes with the form of the bytes, and with whatever `KnownOfPackage` says.
 */
export const PACKAGES = 'package-5'

/** Where the content of packages is kept, and how it comes there again. */
export interface ContentKeeper {
  readonly store: Store
  /** What large files are compressed by. Where they take over what their package was, nobody can make the same of their plain bytes. */
  readonly compressor: Pick<ChunkCompressor, 'name' | 'takesOver'>
  /** A store that has the plain tar and the compressed files of the package again. */
  readonly again: () => Promise<Store>
}

/** The plain tar of a package in the store, and its large files compressed. */
export function keptContent(
  { info, record, checksum }: Pick<ExpandedPackage, 'info' | 'record' | 'checksum'>,
  { store, compressor, again }: ContentKeeper,
): ContentSource {
  const kept = (namespace: string, key: string): KeptFile =>
    new KeptFile({
      open: () => store.open(namespace, key),
      openAgain: async () => (await again()).open(namespace, key),
      vanished: () => vanished(`${info.name}-${info.version}`),
    })
  const tar = kept(PACKAGES, record.checksum)
  const namespace = compressedFilesNamespace(compressor.name)
  const files = new CompressedFiles(
    compressor.takesOver ? kept(namespace, checksum) : new IdleFile(() => store.open(namespace, checksum)),
  )
  return {
    id: checksum,
    fill: (target, offset) => tar.use((file) => file.fill(target, offset)),
    compressed: ({ offset, length, target }) => files.find(offset, length, target),
    async close() {
      await tar.close()
      await files.close()
    },
  }
}

function vanished(title: string): ImageError {
  return new ImageError(
    'ERR_IMAGE_CACHE_VANISHED',
    `Reading ${title} from the cache: its content is not what it was, though it was made again. Remove the cache, and report this.`,
    { details: { package: title } },
  )
}
