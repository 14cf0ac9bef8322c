import type { ChunkReference, Digest } from '@nacre/archive'
import { CONTENT_NAMESPACE, type Store } from '@nacre/archive/store'
import type { BuildContext } from '../build/build-context.ts'
import type { LayerRecipe } from './recipe.ts'

/** What packed layers turned out to be, by recipe, codec and level. */
const LAYERS = 'layer-2'

/** What a layer turned out to be, and the chunks that it is joined from. */
export interface KnownLayer {
  readonly diffId: Digest
  readonly digest: Digest
  readonly size: number
  readonly plainSize: number
  /** Chunks that a store without files keeps; absent where the layer is kept as a whole, or is not compressed. */
  readonly references?: readonly ChunkReference[]
}

/** Codec and level, such as `gzip-6`. */
export function layerName({ codec, level }: BuildContext['compression']): string {
  return `${codec}-${level}`
}

function keyOf(recipe: LayerRecipe, compression: BuildContext['compression']): string {
  return `${recipe.id}-${layerName(compression)}`
}

/** A layer that was packed before by the same recipe, and is still there as a whole where it is compressed. */
export async function findLayer(
  recipe: LayerRecipe,
  compression: BuildContext['compression'],
  store: Store,
): Promise<KnownLayer | undefined> {
  const bytes = await store.get(LAYERS, keyOf(recipe, compression))
  if (bytes === undefined) return undefined
  const layer = JSON.parse(new TextDecoder().decode(bytes)) as KnownLayer
  const whole =
    compression.codec === 'none' || (await store.has(CONTENT_NAMESPACE, layer.digest.slice('sha256:'.length)))
  return whole ? layer : undefined
}

/** Remembers what a recipe turned out to be. */
export async function keepLayer(
  recipe: LayerRecipe,
  compression: BuildContext['compression'],
  layer: KnownLayer,
  store: Store,
): Promise<void> {
  const { diffId, digest, size, plainSize } = layer
  const text = JSON.stringify({ diffId, digest, size, plainSize })
  await store.put(LAYERS, keyOf(recipe, compression), new TextEncoder().encode(text))
}
