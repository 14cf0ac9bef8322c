import type { BuildContext } from '../build/build-context.ts'
import { installedText } from '../database/database.ts'
import type { LayeringEntry } from '../definition/definition.ts'
import type { InstalledPackage } from '../install/install.ts'
import type { RootFs } from '../rootfs/rootfs.ts'
import { layerEntries } from './entry.ts'
import { ownerNames } from './owner-names.ts'
import { type BuiltLayer, packLayer } from './pack.ts'
import { layerRecipe } from './recipe.ts'
import { splitEntries } from './split.ts'
import { type LayeringFunction, layerGroups } from './strategy.ts'

/** What layers are packed from. */
export interface LayersInput {
  readonly rootfs: RootFs
  readonly installed: readonly InstalledPackage[]
  readonly layering: LayeringEntry | undefined
  /** The function behind the strategy `custom`. */
  readonly custom: LayeringFunction | undefined
  readonly context: BuildContext
  /** APK's name of the architecture. */
  readonly arch: string
}

/**
 * Packs a tree into the layers that the definition asks for, lowest first.
 *
 * @throws ImageError `ERR_IMAGE_LAYERING`
 */
export async function packLayers(input: LayersInput): Promise<BuiltLayer[]> {
  const { rootfs, installed, context, arch } = input
  const { profile } = context
  const names = await ownerNames(rootfs)
  const packages = installed.map((one) => one.package)
  const groups = layerGroups(packages, input.layering, input.custom)
  const single = input.layering === undefined || input.layering.strategy === 'single'
  if (single) return [await packLayer(layerRecipe(layerEntries(rootfs, names, profile)), context, arch)]

  const positions = new Map(packages.map((pkg, i) => [pkg, i]))
  const owners = groups.map((group) => group.map((pkg) => positions.get(pkg)!))
  const groupByOwner = new Map(owners.flatMap((members, group) => members.map((owner) => [owner, group])))
  const plan = {
    groups: groups.length,
    groupOf: (owner: number) => groupByOwner.get(owner),
    database: `${profile.database}/installed`,
    databaseOf: (group: number) => installedText(rootfs, installed, profile, owners[group]!),
  }
  const layers: BuiltLayer[] = []
  for (const entries of splitEntries(rootfs, plan, { names, profile })) {
    layers.push(await packLayer(layerRecipe(entries), context, arch))
  }
  return layers
}
