import type { Store } from '@nacre/archive/store'
import { ImageError } from '../error.ts'
import type { ContentSource } from '../rootfs/content.ts'
import { CompressedFiles } from './compressed-files.ts'
import type { ExpandedPackage } from './expanded-package.ts'
import { KeptFile } from './kept-file.ts'

/** Plain tars of packages, by the package's identity. */
export const TARS = 'package-tar'

/**
 * The plain tar of a package in the store.
 *
 * @param renew puts it there again
 */
export function keptContent(
  { info, checksum }: Pick<ExpandedPackage, 'info' | 'checksum'>,
  store: Store,
  renew: () => Promise<void>,
): ContentSource {
  const tar = new KeptFile({
    open: () => store.open(TARS, checksum),
    renew,
    vanished: () => vanished(`${info.name}-${info.version}`),
  })
  const compressed = new Map<string, CompressedFiles>()
  return {
    id: checksum,
    fill: (target, offset) => tar.fill(target, offset),
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
    `Reading ${title} from the cache: its content is removed as often as it is made again. Give the cache more room.`,
    { details: { package: title } },
  )
}
