import { installedBytes } from '../database/database.ts'
import type { LayeringEntry } from '../definition/definition.ts'
import type { InstalledPackage } from '../install/install.ts'
import type { Profile } from '../profile.ts'
import type { RootFs } from '../rootfs/rootfs.ts'
import { changedEntries, type TreeSnapshot } from './changed.ts'
import { visitEntries } from './entry.ts'
import { ownerNames } from './owner-names.ts'
import { type LayerRecipe, layerRecipe, RecipeBuilder } from './recipe.ts'
import { splitRecipes } from './split.ts'
import { type LayeringFunction, layerGroups, layeringOnBase } from './strategy.ts'

/** What layers are made from. */
export interface LayersInput {
  readonly rootfs: RootFs
  readonly installed: readonly InstalledPackage[]
  /** What stands in the layers below already; absent where the tree is the whole image. */
  readonly before: TreeSnapshot | undefined
  readonly layering: LayeringEntry | undefined
  /** The function behind the strategy `custom`. */
  readonly custom: LayeringFunction | undefined
  readonly profile: Profile
}

/**
 * The recipes of the layers that the definition asks for, lowest first.
 *
 * @throws ImageError `ERR_IMAGE_LAYERING`
 */
export async function layerRecipes(input: LayersInput): Promise<LayerRecipe[]> {
  const { rootfs, installed, before, profile } = input
  const names = await ownerNames(rootfs)
  const packages = installed.map((one) => one.package)
  const groups = layerGroups(packages, input.layering, input.custom)
  const single = input.layering === undefined || input.layering.strategy === 'single'
  if (before !== undefined) {
    if (!single) throw layeringOnBase()
    return [layerRecipe(changedEntries(rootfs, before, { names, profile }))]
  }
  if (single) {
    const recipe = new RecipeBuilder()
    visitEntries(rootfs, { names, profile }, (entry) => recipe.add(entry))
    return [recipe.finish()]
  }

  const positions = new Map(packages.map((pkg, i) => [pkg, i]))
  const owners = groups.map((group) => group.map((pkg) => positions.get(pkg)!))
  const groupByOwner = new Map(owners.flatMap((members, group) => members.map((owner) => [owner, group])))
  const plan = {
    groups: groups.length,
    groupOf: (owner: number) => groupByOwner.get(owner),
    database: `${profile.database}/installed`,
    databaseOf: (group: number) => installedBytes(rootfs, installed, profile, owners[group]!),
  }
  return splitRecipes(rootfs, plan, { names, profile })
}
