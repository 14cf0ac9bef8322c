import { compressChunks } from '@nacre/archive'
import type { BuildContext } from '../build/build-context.ts'
import { layerChunks } from './cut.ts'
import { findLayer, type KnownLayer, keepLayer } from './known-layer.ts'
import type { LayerRecipe } from './recipe.ts'

/**
 * Packs a recipe, or finds what it was packed to before. The layer is never held whole: its chunks stay in the store, and in a
 * cache the joined layer beside them, to be copied out by later builds.
 */
export async function packLayer(recipe: LayerRecipe, context: BuildContext, arch: string): Promise<KnownLayer> {
  const { compression, cache } = context
  const before = cache === undefined ? undefined : await findLayer(recipe, compression, cache)
  const packed = before ?? (await compressLayer(recipe, context))
  const { digest, size, plainSize } = packed
  context.onEvent?.({
    kind: 'layer',
    arch,
    digest,
    size,
    plainSize,
    entries: recipe.entries.length,
    known: before !== undefined,
  })
  return packed
}

async function compressLayer(recipe: LayerRecipe, context: BuildContext): Promise<KnownLayer> {
  const { compression, cache, store, signal } = context
  const stream = compressChunks(layerChunks(recipe), { ...compression, store, ...(signal && { signal }) })
  if (cache === undefined || compression.codec === 'none') for await (const _ of stream);
  else await cache.add(stream)
  const layer: KnownLayer = await stream.result
  if (cache !== undefined) await keepLayer(recipe, compression, layer, cache)
  return layer
}
