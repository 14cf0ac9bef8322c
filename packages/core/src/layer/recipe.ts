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
export function layerRecipe(entries: Iterable<LayerEntry>): LayerRecipe {
  const recipe = new RecipeBuilder()
  for (const entry of entries) recipe.add(entry)
  return recipe.finish()
}

/** Makes a recipe out of entries that come one after another: nothing is kept of them but what the recipe holds. */
export class RecipeBuilder {
  readonly #headers = new TarHeaders()
  readonly #entries: RecipeEntry[] = []
  readonly #contents: string[] = []

  add({ header, content }: LayerEntry): void {
    const encoded = this.#headers.encode(header)
    this.#entries.push(content === undefined ? { header: encoded } : { header: encoded, content })
    this.#contents.push(content === undefined ? '' : contentId(content))
  }

  finish(): LayerRecipe {
    const hasher = createHasher('sha256')
    for (const piece of this.#headers.pieces()) hasher.update(piece)
    const text = `${this.#contents.join('\n')}\n${toHex(hasher.digest())}`
    return { id: hashHex('sha256', new TextEncoder().encode(text)), entries: this.#entries }
  }
}
