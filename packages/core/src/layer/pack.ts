import { compressChunks, rejoinChunks } from '@nacre/archive'
import { type Descriptor, type Digest, mediaTypes } from '@nacre/oci'
import type { BuildContext } from '../build/build-context.ts'
import { layerChunks } from './cut.ts'
import { findLayer, type KnownLayer, keepLayer } from './known-layer.ts'
import type { LayerRecipe } from './recipe.ts'

/** A layer that was packed: what it is called, and how to read it again. */
export interface BuiltLayer {
  readonly descriptor: Descriptor
  /** Digest of the uncompressed layer. */
  readonly diffId: Digest
  /** Digest of the layer as it is stored. */
  readonly digest: Digest
  /** Bytes as stored. */
  readonly size: number
  /** Bytes uncompressed. */
  readonly plainSize: number
  readonly recipe: LayerRecipe
  /** The compressed bytes, from the start. */
  open(): AsyncIterable<Uint8Array>
  /** The uncompressed bytes, from the start. */
  openPlain(): AsyncIterable<Uint8Array>
}

const layerTypes = {
  gzip: mediaTypes.ociLayerGzip,
  zstd: mediaTypes.ociLayerZstd,
  none: mediaTypes.ociLayer,
} as const

/**
 * Packs a recipe, or finds what it was packed to before. The layer is never held whole: its chunks stay in the store, and
 * reading it joins them again.
 */
export async function packLayer(recipe: LayerRecipe, context: BuildContext, arch: string): Promise<BuiltLayer> {
  const { compression, cache } = context
  const before = cache === undefined ? undefined : await findLayer(recipe, compression, cache)
  const packed = before ?? (await compressLayer(recipe, context))
  const { diffId, digest, size, plainSize } = packed
  context.onEvent?.({
    kind: 'layer',
    arch,
    digest,
    size,
    plainSize,
    entries: recipe.entries.length,
    known: before !== undefined,
  })
  return {
    descriptor: { mediaType: layerTypes[compression.codec], size, digest },
    diffId,
    digest,
    size,
    plainSize,
    recipe,
    open: () => openLayer(recipe, packed, context),
    openPlain: () => layerChunks(recipe),
  }
}

async function compressLayer(recipe: LayerRecipe, context: BuildContext): Promise<KnownLayer> {
  const { compression, cache, store, signal } = context
  const stream = compressChunks(layerChunks(recipe), { ...compression, store, ...(signal && { signal }) })
  for await (const _ of stream);
  const layer: KnownLayer = await stream.result
  if (cache !== undefined) await keepLayer(recipe, compression, layer, cache)
  return layer
}

function openLayer(recipe: LayerRecipe, { references }: KnownLayer, context: BuildContext): AsyncIterable<Uint8Array> {
  const { compression, store, signal } = context
  const plain = () => layerChunks(recipe)
  if (references === undefined) return plain()
  return rejoinChunks(references, { ...compression, store, plain, ...(signal && { signal }) })
}
