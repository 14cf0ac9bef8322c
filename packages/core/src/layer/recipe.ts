import { createHasher, hashHex, TarHeaders, toHex } from '@nacre/archive'
import { type Content, contentId } from '../rootfs/content.ts'
import type { LayerEntry } from './entry.ts'

/** One entry of a layer: its header as it stands in the archive, and what follows it. */
export interface RecipeEntry {
  /** One tar header of 512 bytes, preceded by a PAX header where USTAR cannot say it. */
  readonly header: Uint8Array
  /** Content of a regular file; absent for everything else. */
  readonly content?: Content
}

/** Everything that a layer consists of, in order, with no content read yet. */
export interface LayerRecipe {
  /** SHA-256 in hex that stands for headers and names of contents: equal ids, equal layers. */
  readonly id: string
  readonly entries: readonly RecipeEntry[]
}

/** The recipe of a layer that holds these entries. */
export function layerRecipe(layerEntries: Iterable<LayerEntry>): LayerRecipe {
  const headers = new TarHeaders()
  const entries: RecipeEntry[] = []
  const lines: string[] = []
  for (const { header, content } of layerEntries) {
    const encoded = headers.encode(header)
    entries.push(content === undefined ? { header: encoded } : { header: encoded, content })
    lines.push(content === undefined ? '' : contentId(content))
  }
  const hasher = createHasher('sha256')
  for (const piece of headers.pieces()) hasher.update(piece)
  lines.push(toHex(hasher.digest()))
  return { id: hashHex('sha256', new TextEncoder().encode(lines.join('\n'))), entries }
}
