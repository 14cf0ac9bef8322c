import type { Store } from '@nacre/archive/store'
import { ImageError } from '../error.ts'
import type { ContentSource } from '../rootfs/content.ts'
import { CompressedFiles } from './compressed-files.ts'
import type { ExpandedPackage } from './expanded-package.ts'
import { IdleFile } from './idle-file.ts'

/** Plain tars of packages, by the package's identity. */
export const TARS = 'package-tar'

/** The plain tar of a package in the store. */
export function keptContent(
  { info, checksum }: Pick<ExpandedPackage, 'info' | 'checksum'>,
  store: Store,
): ContentSource {
  const tar = new IdleFile(() => store.open(TARS, checksum))
  const compressed = new Map<string, CompressedFiles>()
  return {
    id: checksum,
    async fill(target, offset) {
      const filled = await tar.use((file) => file.fill(target, offset))
      if (filled !== undefined) return filled
      throw vanished(`${info.name}-${info.version}`)
    },
    async compressed(codec, { offset, length, target }) {
      let files = compressed.get(codec)
      if (files === undefined) {
        files = new CompressedFiles(store, checksum, codec)
        compressed.set(codec, files)
      }
      return await files.find(offset, length, target)
    },
    async close() {
      await tar.close()
      for (const files of compressed.values()) await files.close()
    },
  }
}

function vanished(title: string): ImageError {
  return new ImageError(
    'ERR_IMAGE_CACHE_VANISHED',
    `Reading ${title} from the cache: its content was removed while the build ran. Build again, with more room for the cache.`,
    { details: { package: title } },
  )
}
