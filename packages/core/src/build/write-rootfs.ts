import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ChunkCompressor, compressChunks } from '@nacre/archive'
import { cpioMembers } from '../layer/cpio.ts'
import { layerChunks } from '../layer/cut.ts'
import { layerEntries } from '../layer/entry.ts'
import { ownerNames } from '../layer/owner-names.ts'
import { layerRecipe } from '../layer/recipe.ts'
import type { Profile } from '../profile.ts'
import { contentBytes } from '../rootfs/content.ts'
import { inode } from '../rootfs/node.ts'
import type { RootFs } from '../rootfs/rootfs.ts'
import { writeOutput } from './output.ts'

/** How a tree is written: `tar`, or `cpio` as the Linux kernel takes its first root. */
export type RootFsFormat = 'tar' | 'cpio'

/** What {@link writeRootFsFile} takes beside the tree. */
export interface WriteRootFsOptions {
  /** Default: by the name of the file, `cpio` for `.cpio` and `.cpio.gz`, else `tar`. */
  readonly format?: RootFsFormat
  /** Default: by the name of the file, yes for `.gz` and `.tgz`. */
  readonly gzip?: boolean
  readonly signal?: AbortSignal
}

/**
 * Writes a whole tree into one archive file, under another name first. The same tree gives the same bytes.
 *
 * @throws ImageError `ERR_IMAGE_OUTPUT_EXISTS` when a directory stands at the path, `ERR_IMAGE_OUTPUT_UNWRITABLE`
 */
export async function writeRootFsFile(
  rootfs: RootFs,
  profile: Profile,
  file: string,
  options: WriteRootFsOptions,
): Promise<void> {
  const { format = /\.cpio(\.gz)?$/.test(file) ? 'cpio' : 'tar', gzip = /\.(gz|tgz)$/.test(file), signal } = options
  const partial = `${file}.${process.pid}.partial`
  const plain = format === 'cpio' ? cpioChunks(rootfs, profile) : await tarChunks(rootfs, profile)
  const compressor = new ChunkCompressor({ codec: gzip ? 'gzip' : 'none' })
  const bytes = compressChunks(plain, compressor)
  const verb = signal === undefined ? {} : { signal }
  await writeOutput({ what: 'the root file system', path: file, kind: 'file' }, async () => {
    try {
      await pipeline(Readable.from(bytes, { objectMode: false }), createWriteStream(partial), verb)
      await rename(partial, file)
    } catch (error) {
      await rm(partial, { force: true })
      throw error
    } finally {
      compressor.close()
    }
  })
}

async function tarChunks(rootfs: RootFs, profile: Profile): Promise<AsyncIterable<Uint8Array>> {
  return layerChunks(layerRecipe(layerEntries(rootfs, await ownerNames(rootfs), profile)))
}

async function* cpioChunks(rootfs: RootFs, profile: Profile): AsyncGenerator<Uint8Array> {
  const entries = layerEntries(rootfs, await ownerNames(rootfs), profile)
  const members = cpioMembers(entries, (path) => {
    const own = inode(rootfs.lookup(path)!)
    if (own.kind !== 'file') throw new TypeError(`${path} is a further name of something that is no file`)
    return own.content
  })
  for (const { header, content, padding } of members) {
    yield header
    if (content !== undefined && content.size > 0) yield await contentBytes(content)
    if (padding > 0) yield new Uint8Array(padding)
  }
}
