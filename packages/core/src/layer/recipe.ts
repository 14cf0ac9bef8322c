import { createHasher, encodeTarHeader, toHex } from '@nacre/archive'
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
  /** SHA-256 in hex over headers and names of contents: equal ids, equal layers. */
  readonly id: string
  readonly entries: readonly RecipeEntry[]
}

/** The recipe of a layer that holds these entries. */
export function layerRecipe(layerEntries: Iterable<LayerEntry>): LayerRecipe {
  const hasher = createHasher('sha256')
  const encoder = new TextEncoder()
  const entries: RecipeEntry[] = []
  for (const { header, content } of layerEntries) {
    const encoded = encodeTarHeader(header)
    hasher.update(encoded)
    if (content !== undefined) hasher.update(encoder.encode(`${contentId(content)}\n`))
    entries.push(content === undefined ? { header: encoded } : { header: encoded, content })
  }
  return { id: toHex(hasher.digest()), entries }
}
