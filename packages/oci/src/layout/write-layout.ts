import { copy } from '../copy/copy.ts'
import type { GraphCopyOptions } from '../copy/graph-copy.ts'
import { OciError } from '../error.ts'
import type { Descriptor } from '../model/descriptor.ts'
import { isIndexType } from '../model/media-type.ts'
import { parseIndex } from '../model/parse.ts'
import { readBytes } from '../places/documents.ts'
import type { Source } from '../places/place.ts'
import { writeIndexFile, writeMarker } from './layout-files.ts'
import { type LayoutPlace, layoutPlace } from './layout-place.ts'

/** Something in a place: what {@link writeLayout} and others write out. An image, as `openImage` gives, is one. */
export interface Content {
  readonly source: Source
  readonly descriptor: Descriptor
}

/** Options of {@link writeLayout}. */
export interface WriteLayoutOptions extends GraphCopyOptions {
  /** Name of the entry in `index.json`. */
  readonly name?: string
  /**
   * What `index.json` is. `entry` (default): a list with one entry for the content, beside what the layout had.
   * `itself`: the image index itself, byte for byte, as apko writes it; it replaces what the layout had.
   */
  readonly index?: 'entry' | 'itself'
}

/**
 * Opens an OCI image layout for reading.
 *
 * @throws OciError `ERR_OCI_NOT_FOUND` when the folder is none, `ERR_OCI_LAYOUT_INVALID`, `ERR_OCI_INDEX_INVALID`
 */
export async function readLayout(dir: string): Promise<LayoutPlace> {
  const place = layoutPlace(dir)
  await place.index()
  return place
}

/**
 * Writes an image, index or artifact as an OCI image layout (image-spec v1.1, image-layout.md).
 *
 * @param content what to write: something in a place, or all that a layout holds, as {@link readLayout} gives it
 * @throws OciError `ERR_OCI_MEDIA_TYPE_UNSUPPORTED` for `index: 'itself'` with what is no index; and what copying throws
 */
export async function writeLayout(
  dir: string,
  content: Content | LayoutPlace,
  options: WriteLayoutOptions = {},
): Promise<LayoutPlace> {
  const place = layoutPlace(dir)
  const { source, descriptor } = 'dir' in content ? { source: content, descriptor: await content.root() } : content
  if (options.index !== 'itself') {
    await copy(source, place, descriptor, { ...options, as: options.name ?? descriptor.digest })
    return place
  }
  if (!isIndexType(descriptor.mediaType)) {
    throw new OciError(
      'ERR_OCI_MEDIA_TYPE_UNSUPPORTED',
      `Writing the layout ${dir}: index.json cannot be ${descriptor.digest} itself, which is ${descriptor.mediaType}; use index: 'entry'`,
      { details: { digest: descriptor.digest, mediaType: descriptor.mediaType } },
    )
  }
  const bytes = await readBytes(source, descriptor, options)
  for (const child of parseIndex(bytes, options).manifests) await copy(source, place, child, { ...options, as: null })
  await writeMarker(dir)
  await writeIndexFile(dir, bytes)
  return place
}
