import { CONTENT_NAMESPACE } from '@nacre/archive/store'
import { type Descriptor, type Digest, mediaTypes } from '@nacre/oci/layout'
import type { BuildContext } from '../build/build-context.ts'
import type { TreeOnDemand } from '../build/image-tree.ts'
import type { KnownLayer } from './known-layer.ts'
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
  /** What it was packed from; not there before the tree of a known image was read. */
  readonly recipe: LayerRecipe
  /** The compressed bytes, from the start. */
  open(): AsyncIterable<Uint8Array>
  /** The uncompressed bytes, from the start. */
  openPlain(): AsyncIterable<Uint8Array>
  /** Writes the compressed bytes into a new file, copied from the cache; false where they are not there as a whole. */
  copyTo(file: string): Promise<boolean>
}

const layerTypes = {
  gzip: mediaTypes.ociLayerGzip,
  zstd: mediaTypes.ociLayerZstd,
  none: mediaTypes.ociLayer,
} as const

/** The layer at a position among the recipes of a tree. */
export function builtLayer(layer: KnownLayer, position: number, tree: TreeOnDemand, context: BuildContext): BuiltLayer {
  const { diffId, digest, size, plainSize } = layer
  const { compression, cache } = context
  const recipe = async (): Promise<LayerRecipe> => (await tree.read()).recipes[position]!
  return {
    descriptor: { mediaType: layerTypes[compression.codec], size, digest },
    diffId,
    digest,
    size,
    plainSize,
    get recipe() {
      return tree.made.recipes[position]!
    },
    open: () => openLayer(layer, recipe, context),
    async *openPlain() {
      const { layerChunks } = await import('./cut.ts')
      yield* layerChunks(await recipe())
    },
    copyTo: async (file) => (await cache?.copyTo?.(CONTENT_NAMESPACE, digest.slice('sha256:'.length), file)) === true,
  }
}

// As it was kept, else compressed again.
async function* openLayer(
  { digest }: KnownLayer,
  recipe: () => Promise<LayerRecipe>,
  context: BuildContext,
): AsyncGenerator<Uint8Array, void> {
  const kept = await context.store.open(CONTENT_NAMESPACE, digest.slice('sha256:'.length))
  if (kept === undefined) {
    const { packAgain } = await import('./pack.ts')
    yield* packAgain(await recipe(), context)
    return
  }
  try {
    yield* kept.stream()
  } finally {
    await kept.close()
  }
}
