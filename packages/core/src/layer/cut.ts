import { type CutEntry, cutChunks, TAR_END } from '@nacre/archive'
import type { Content } from '../rootfs/content.ts'
import type { LayerRecipe } from './recipe.ts'

/** The uncompressed layer in chunks whose bounds depend on the recipe alone. */
export function layerChunks(recipe: LayerRecipe): AsyncIterable<Uint8Array> {
  return cutChunks(cutEntries(recipe), { end: TAR_END })
}

function* cutEntries({ entries }: LayerRecipe): Generator<CutEntry> {
  for (const { header, content } of entries) {
    yield content === undefined ? { header, size: 0 } : { header, size: content.size, content: readable(content) }
  }
}

function readable(content: Content): NonNullable<CutEntry['content']> {
  if (content.kind === 'bytes') return content.bytes
  const { source, offset } = content
  return { read: (at, length) => source.read(offset + at, length) }
}
