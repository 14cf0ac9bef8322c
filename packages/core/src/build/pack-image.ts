import type { Architecture } from '../architecture.ts'
import type { Plan } from '../plan/plan.ts'
import type { BuildContext } from './build-context.ts'
import { TreeOnDemand } from './image-tree.ts'
import { findImage, imageKey, type KnownImage, keepImage } from './known-image.ts'

/** An image whose layers are packed, and its tree. */
export interface PackedImage {
  readonly image: KnownImage
  readonly tree: TreeOnDemand
}

/** Packs the image of one architecture, or finds what it was packed to before. */
export async function findOrPackImage(
  plan: Plan,
  architecture: Architecture,
  context: BuildContext,
): Promise<PackedImage> {
  const { cache, onEvent } = context
  const { apk: arch } = architecture
  const key = cache && (await imageKey(plan, architecture, context))
  const known = cache && key && (await findImage(key, cache))
  if (known) {
    const tree = new TreeOnDemand(async () => {
      const { makeTree } = await import('./make-tree.ts')
      return (await makeTree(plan, architecture, context)).tree
    })
    if (context.tree) await tree.read()
    for (const { digest, size, plainSize, entries } of known.layers) {
      onEvent?.({ kind: 'layer', arch, digest, size, plainSize, entries, known: true })
    }
    return { image: known, tree }
  }
  const { makeTree } = await import('./make-tree.ts')
  const { packLayer } = await import('../layer/pack.ts')
  const { tree, epoch, runAs } = await makeTree(plan, architecture, context)
  const layers = []
  for (const recipe of tree.recipes) {
    layers.push({ ...(await packLayer(recipe, context, arch)), entries: recipe.entries.length })
  }
  const image: KnownImage = { epoch, layers, ...(runAs === undefined ? {} : { runAs }) }
  if (cache && key) await keepImage(key, image, cache)
  const made = new TreeOnDemand(async () => tree)
  await made.read()
  return { image, tree: made }
}
