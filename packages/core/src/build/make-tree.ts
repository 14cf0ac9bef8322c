import type { Architecture } from '../architecture.ts'
import { fetchPackages } from '../fetch/fetch.ts'
import { checkFormat } from '../layer/format.ts'
import { layerRecipes } from '../layer/layers.ts'
import type { Plan } from '../plan/plan.ts'
import type { BuildContext } from './build-context.ts'
import type { ImageTree } from './image-tree.ts'
import { makeRootFs } from './make-rootfs.ts'

/** The tree of one architecture, and what the image needs to know of it. */
export interface MadeTree {
  readonly tree: ImageTree
  /** Seconds since 1970: the image's date. */
  readonly epoch: number
  readonly runAs: string | undefined
}

/** Fetches packages and installs them into a tree, cut into layers. */
export async function makeTree(plan: Plan, architecture: Architecture, context: BuildContext): Promise<MadeTree> {
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
