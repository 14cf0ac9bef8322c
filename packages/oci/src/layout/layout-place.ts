import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { concatBytes } from '@nacre/archive'
import type { Descriptor } from '../model/descriptor.ts'
import { isDigest } from '../model/digest.ts'
import { encodeIndex } from '../model/encode.ts'
import type { ImageIndex } from '../model/manifest.ts'
import { isIndexType, isManifestOrIndexType } from '../model/media-type.ts'
import { readIndex } from '../places/documents.ts'
import { notFound } from '../places/not-found.ts'
import { makeWhole, SMALL, sweepPartials, writeSmall, writeWhole } from '../places/partial-file.ts'
import type { Place, PlaceOptions, Source, WriteOptions } from '../places/place.ts'
import { verified } from '../places/verified.ts'
import { withEntry, withName, without, withoutUnnamed } from './index-entries.ts'
import { blobFile, emptyIndex, readIndexFile, writeIndexFile, writeMarker } from './layout-files.ts'
import { blobSize, layoutSource } from './layout-read.ts'

/** An OCI image layout folder (image-spec v1.1, image-layout.md). */
export interface LayoutPlace extends Place {
  readonly dir: string
  /** What `index.json` says now. */
  index(): Promise<ImageIndex>
  /**
   * The one thing that the layout holds: the only entry of `index.json`, or `index.json` itself as an image index where
   * it lists several (as apko writes it).
   */
  root(): Promise<Descriptor>
  delete(target: Descriptor | string, options?: PlaceOptions): Promise<void>
  /** Removes what writers that died have left; returns how many files. */
  sweep(): Promise<number>
}

/**
 * A layout folder as a place. It is made when first written. Blobs are verified while written and read, appear under
 * their name only when whole, and `index.json` depends on the content alone, not on the order of writing.
 *
 * @throws OciError `ERR_OCI_NOT_FOUND`, `ERR_OCI_LAYOUT_INVALID`, `ERR_OCI_INDEX_INVALID`, `ERR_OCI_DIGEST_MISMATCH`,
 * `ERR_OCI_SIZE_MISMATCH` from its verbs
 */
export function layoutPlace(dir: string): LayoutPlace {
  const source = layoutSource(dir)
  let turn: Promise<unknown> = Promise.resolve()
  let swept: Promise<number> | undefined

  /** One change of `index.json` after the other. */
  const change = (edit: (index: ImageIndex) => ImageIndex): Promise<void> => {
    const work = turn.then(async () => {
      await writeMarker(dir)
      const found = readIndexFile(dir)
      const bytes = encodeIndex(edit(found?.index ?? emptyIndex))
      if (found === undefined || Buffer.compare(bytes, found.bytes) !== 0) await writeIndexFile(dir, bytes)
    })
    turn = work.catch(() => undefined)
    return work
  }

  return {
    dir,
    ...source,

    async write(
      descriptor: Descriptor,
      content: () => AsyncIterable<Uint8Array>,
      options: WriteOptions = {},
    ): Promise<'written' | 'present'> {
      const present = blobSize(dir, descriptor.digest) === descriptor.size
      if (!present) {
        swept ??= sweep(dir)
        await swept
        await writeBlob(dir, descriptor, content, options)
      }
      if (isManifestOrIndexType(descriptor.mediaType)) {
        const inside = await childrenOf(descriptor)
        await change((index) => withoutUnnamed(withEntry(index, descriptor), inside))
      }
      return present ? 'present' : 'written'
    },

    async mount(descriptor: Descriptor, from: Source, options: PlaceOptions = {}): Promise<boolean> {
      if (from.copyTo === undefined) return false
      swept ??= sweep(dir)
      await swept
      const file = blobFile(dir, descriptor.digest)
      return await makeWhole(file, async (partial) => (await from.copyTo?.(descriptor, partial, options)) === true)
    },

    async tag(descriptor: Descriptor, reference: string): Promise<void> {
      if (!(await source.has(descriptor))) throw notFound(`the OCI layout ${dir}`, descriptor.digest)
      await change((index) =>
        isDigest(reference) ? withEntry(index, descriptor) : withName(index, descriptor, reference),
      )
    },

    async delete(target: Descriptor | string): Promise<void> {
      const reference = typeof target === 'string' ? target : target.digest
      await change((index) => without(index, reference))
      if (isDigest(reference)) await rm(blobFile(dir, reference), { force: true })
    },

    sweep: () => sweep(dir),
  }

  async function childrenOf(descriptor: Descriptor): Promise<Set<string>> {
    if (!isIndexType(descriptor.mediaType)) return new Set()
    const { manifests } = await readIndex(source, descriptor)
    return new Set(manifests.map((child) => child.digest))
  }
}

async function sweep(dir: string): Promise<number> {
  let swept = 0
  for (const folder of [dir, join(dir, 'blobs', 'sha256'), join(dir, 'blobs', 'sha512')]) {
    swept += await sweepPartials(folder)
  }
  return swept
}

async function writeBlob(
  dir: string,
  descriptor: Descriptor,
  content: () => AsyncIterable<Uint8Array>,
  options: WriteOptions,
): Promise<void> {
  const file = blobFile(dir, descriptor.digest)
  let size = 0
  const pass = async (take: (piece: Uint8Array) => unknown): Promise<void> => {
    for await (const piece of verified(descriptor, content(), options)) {
      await take(piece)
      size += piece.length
      options.onProgress?.(size)
    }
  }
  if (descriptor.size > SMALL) return await writeWhole(file, (handle) => pass((piece) => handle.writeFile(piece)))
  const pieces: Uint8Array[] = []
  // A source may use its buffer again for the next piece.
  await pass((piece) => pieces.push(piece.slice()))
  await writeSmall(file, concatBytes(pieces))
}
