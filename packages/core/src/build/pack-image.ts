import type { Architecture } from '../architecture.ts'
import { fetchPackages } from '../fetch/fetch.ts'
import { keyFiles } from '../install/keys.ts'
import { checkFormat } from '../layer/format.ts'
import { layerRecipes } from '../layer/layers.ts'
import { packLayer } from '../layer/pack.ts'
import type { Plan } from '../plan/plan.ts'
import type { BuildContext } from './build-context.ts'
import { type ImageTree, TreeOnDemand } from './image-tree.ts'
import { findImage, imageKey, type KnownImage, keepImage } from './known-image.ts'
import { makeRootFs } from './make-rootfs.ts'

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
  const planned = plan.architecture(arch)
  const key = cache && imageKey(plan.definition, planned, await keyFiles(plan.definition, planned.keys), context)
  const known = cache && key && (await findImage(key, cache))
  if (known) {
    const tree = new TreeOnDemand(async () => (await makeTree(plan, architecture, context)).tree)
    if (context.tree) await tree.read()
    for (const { digest, size, plainSize, entries } of known.layers) {
      onEvent?.({ kind: 'layer', arch, digest, size, plainSize, entries, known: true })
    }
    return { image: known, tree }
  }
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

interface MadeTree {
  readonly tree: ImageTree
  readonly epoch: number
  readonly runAs: string | undefined
}

async function makeTree(plan: Plan, architecture: Architecture, context: BuildContext): Promise<MadeTree> {
  checkFormat(plan.definition.format)
  const base = await context.bases(architecture)
  const below = new Set(base?.installed.map(({ name }) => name))
  const fetched = await fetchPackages(plan, architecture.apk, context)
  // What the base has is not installed again, whatever a lock says (apko 1.2, `InstallPackages`).
  const packages = fetched.filter(({ info }) => !below.has(info.name))
  const times = [...(base?.installed ?? []), ...packages.map(({ info }) => info)].map(({ buildTime }) => buildTime)
  const epoch = context.requestedEpoch ?? Math.max(0, ...times)
  const made = await makeRootFs({ plan, architecture, packages, base, context, epoch })
  const { rootfs, installed, before, runAs } = made
  const recipes = await layerRecipes({
    rootfs,
    installed,
    before,
    layering: plan.definition.layering,
    custom: context.layering,
    profile: context.profile,
  })
  return { tree: { packages, rootfs, recipes }, epoch, runAs }
}
