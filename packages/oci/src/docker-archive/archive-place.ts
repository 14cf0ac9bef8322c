import { rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { nameOf, unnamed } from '../layout/index-entries.ts'
import { layoutPlace } from '../layout/layout-place.ts'
import type { Descriptor } from '../model/descriptor.ts'
import { partialName, sweepPartials } from '../places/partial-file.ts'
import type { Place, PlaceOptions } from '../places/place.ts'
import { type WriteArchiveOptions, writeDockerArchive } from './write-archive.ts'

/** A docker archive that is being filled. */
export interface ArchivePlace extends Place, AsyncDisposable {
  /** Writes the file. The place cannot be used afterwards. */
  close(options?: WriteArchiveOptions): Promise<void>
  /** Gives the work up, leaving no file. Nothing after {@link close}. */
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * A docker archive as a place to copy to. Content is kept in a folder beside the file until `close` writes the archive:
 * so its bytes depend on the content alone, however many transfers ran at once.
 */
export async function archivePlace(file: string): Promise<ArchivePlace> {
  await sweepPartials(dirname(file))
  const spool = layoutPlace(partialName(file))
  const discard = (): Promise<void> => rm(spool.dir, { recursive: true, force: true })
  return {
    resolve: spool.resolve,
    has: spool.has,
    read: spool.read,
    referrers: spool.referrers,
    tags: spool.tags,
    write: spool.write,
    tag: spool.tag,
    delete: (target: Descriptor | string, options?: PlaceOptions) => spool.delete(target, options),
    async close(options: WriteArchiveOptions = {}): Promise<void> {
      const entries = (await spool.index()).manifests
      const byDigest = new Map(entries.map((entry) => [entry.digest, unnamed(entry)]))
      const contents = [...byDigest.values()].map((descriptor) => ({
        source: spool,
        descriptor,
        tags: entries.filter(({ digest }) => digest === descriptor.digest).flatMap((entry) => nameOf(entry) ?? []),
      }))
      await writeDockerArchive(file, contents, options)
      await discard()
    },
    [Symbol.asyncDispose]: discard,
  }
}
