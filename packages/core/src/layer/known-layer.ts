import type { Digest } from '@nacre/archive'
import { CONTENT_NAMESPACE, type Store } from '@nacre/archive/store'
import type { LayerRecipe } from './recipe.ts'

/** What packed layers turned out to be, by recipe, codec and level. */
const LAYERS = 'layer-4'

/** What a layer turned out to be. */
export interface KnownLayer {
  readonly diffId: Digest
  readonly digest: Digest
  readonly size: number
  readonly plainSize: number
}

function keyOf(recipe: LayerRecipe, codec: string): string {
  return `${recipe.id}-${codec}`
}

/** A layer that was packed before by the same recipe and codec (its name and level), and is still there where it is compressed. */
export async function findLayer(recipe: LayerRecipe, codec: string, store: Store): Promise<KnownLayer | undefined> {
  const bytes = await store.get(LAYERS, keyOf(recipe, codec))
  if (bytes === undefined) return undefined
  const layer = JSON.parse(new TextDecoder().decode(bytes)) as KnownLayer
  const whole = codec === 'none' || (await store.has(CONTENT_NAMESPACE, layer.digest.slice('sha256:'.length)))
  return whole ? layer : undefined
}

/** Remembers what a recipe turned out to be. */
export async function keepLayer(recipe: LayerRecipe, codec: string, layer: KnownLayer, store: Store): Promise<void> {
  const { diffId, digest, size, plainSize } = layer
  const text = JSON.stringify({ diffId, digest, size, plainSize })
  await store.put(LAYERS, keyOf(recipe, codec), new TextEncoder().encode(text))
}
