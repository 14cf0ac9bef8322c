import { compressChunks } from '@nacre/archive'
import { type Descriptor, type Digest, mediaTypes } from '@nacre/oci'
import type { BuildContext } from '../build/build-context.ts'
import { layerChunks } from './cut.ts'
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

/** Packs a recipe. The layer is never held whole: its chunks stay in the store, and reading it joins them again. */
export async function packLayer(recipe: LayerRecipe, context: BuildContext, arch: string): Promise<BuiltLayer> {
  const { compression, store, signal } = context
  const compress = () =>
    compressChunks(layerChunks(recipe), { ...compression, store, ...(signal === undefined ? {} : { signal }) })
  const stream = compress()
  for await (const _ of stream);
  const { diffId, digest, size, plainSize, chunks, reused } = await stream.result
  context.onEvent?.({ kind: 'layer', arch, digest, size, plainSize, known: chunks === reused })
  const descriptor: Descriptor = { mediaType: layerTypes[compression.codec], size, digest }
  return { descriptor, diffId, digest, size, plainSize, recipe, open: compress, openPlain: () => layerChunks(recipe) }
}
