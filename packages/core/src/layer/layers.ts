import type { BuildContext } from '../build/build-context.ts'
import type { LayeringEntry } from '../definition/definition.ts'
import type { ExpandedPackage } from '../fetch/expanded-package.ts'
import type { RootFs } from '../rootfs/rootfs.ts'
import { layerEntries } from './entry.ts'
import { ownerNames } from './owner-names.ts'
import { type BuiltLayer, packLayer } from './pack.ts'
import { layerRecipe } from './recipe.ts'

/** Packs a tree into the layers that the definition asks for, lowest first. */
export async function packLayers(
  rootfs: RootFs,
  _packages: readonly ExpandedPackage[],
  _layering: LayeringEntry | undefined,
  { context, arch }: { context: BuildContext; arch: string },
): Promise<BuiltLayer[]> {
  const recipe = layerRecipe(layerEntries(rootfs, await ownerNames(rootfs), context.profile))
  return [await packLayer(recipe, context, arch)]
}
