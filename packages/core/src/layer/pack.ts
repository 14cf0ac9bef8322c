import { compressChunks } from '@nacre/archive'
import type { BuildContext } from '../build/build-context.ts'
import { ChunkCache, keepChunks, placeChunks } from './chunk-cache.ts'
import { layerChunks } from './cut.ts'
import { findLayer, type KnownLayer, keepLayer, layerName } from './known-layer.ts'
import type { LayerRecipe } from './recipe.ts'

/**
 * Packs a recipe, or finds what it was packed to before. The layer is never held whole: its chunks stay in the store, and in a
 * cache the joined layer beside them, to be copied out by later builds.
 */
export async function packLayer(recipe: LayerRecipe, context: BuildContext, arch: string): Promise<KnownLayer> {
  const { compression, cache } = context
  const before = cache === undefined ? undefined : await findLayer(recipe, compression, cache)
  const packed = before ?? (await compressLayer(recipe, context, arch))
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

async function compressLayer(recipe: LayerRecipe, context: BuildContext, arch: string): Promise<KnownLayer> {
  const { compression, cache, store, signal } = context
  const plain = layerChunks(recipe)
  const options = { ...compression, ...(signal && { signal }) }
  if (cache === undefined || compression.codec === 'none') {
    const stream = compressChunks(plain, { ...options, store })
    for await (const _ of stream);
    const layer: KnownLayer = await stream.result
    if (cache !== undefined) await keepLayer(recipe, compression, layer, cache)
    return layer
  }
  const name = `${layerName(compression)}-${arch}`
  const chunks = await ChunkCache.open(cache, name)
  try {
    const stream = compressChunks(plain, { ...options, store: chunks })
    const pieces: number[] = []
    await cache.add(measured(stream, pieces))
    const { references = [], diffId, digest, size, plainSize } = await stream.result
    const placed = placeChunks(references, pieces, compression.codec === 'gzip' ? 1 : 0)
    await keepChunks(cache, name, digest.slice('sha256:'.length), placed)
    const layer = { diffId, digest, size, plainSize }
    await keepLayer(recipe, compression, layer, cache)
    return layer
  } finally {
    await chunks.close()
  }
}

async function* measured(pieces: AsyncIterable<Uint8Array>, lengths: number[]): AsyncGenerator<Uint8Array, void> {
  for await (const piece of pieces) {
    lengths.push(piece.length)
    yield piece
  }
}
