import type { Architecture } from '../architecture.ts'
import type { Base } from '../base/base.ts'
import { type Ground, groundOf } from '../base/ground.ts'
import { writeDatabase } from '../database/database.ts'
import type { ExpandedPackage } from '../fetch/expanded-package.ts'
import { finishRootFs } from '../finish/finish.ts'
import { linkDatabase } from '../install/database-link.ts'
import { type InstalledPackage, installPackages } from '../install/install.ts'
import { keyFiles } from '../install/keys.ts'
import { placeSkeleton } from '../install/skeleton.ts'
import { unrunScripts, unrunScriptsMessage } from '../install/unrun-scripts.ts'
import { worldLists } from '../install/world.ts'
import { type TreeSnapshot, treeSnapshot } from '../layer/changed.ts'
import type { Plan } from '../plan/plan.ts'
import type { RootFs } from '../rootfs/rootfs.ts'
import type { BuildContext } from './build-context.ts'

/** What a tree is made from. */
export interface RootFsInput {
  readonly base: Base | undefined
  readonly plan: Plan
  readonly architecture: Architecture
  readonly packages: readonly ExpandedPackage[]
  readonly context: BuildContext
  /** Seconds since 1970: the image's date. */
  readonly epoch: number
}

/** A finished tree. */
export interface MadeRootFs {
  readonly rootfs: RootFs
  readonly installed: readonly InstalledPackage[]
  /** What the base image had; absent where every path is new. */
  readonly before: TreeSnapshot | undefined
  /** The user that the image runs as, a name already turned into its id. */
  readonly runAs: string | undefined
}

/** The finished tree of one architecture. */
export async function makeRootFs(input: RootFsInput): Promise<MadeRootFs> {
  const { plan, architecture, packages, base, context, epoch } = input
  const { definition } = plan
  const { profile, local } = context
  const arch = architecture.apk
  const planned = plan.architecture(arch)
  const keys = keyFiles(definition, planned.keys)
  const { world, locked } = worldLists(definition, planned, profile, base)
  const ground = await groundOf(base, profile)
  const { rootfs } = ground
  const before = ground.kept ? treeSnapshot(rootfs) : undefined
  placeSkeleton(rootfs, profile, { arch, world, keys })
  const installed = await installPackages(rootfs, packages, profile, ground.packages)
  writeDatabase({ rootfs, installed, profile, epoch: context.requestedEpoch ?? 0, below: ground.database })
  if (profile.databaseLink) linkDatabase(rootfs, { mergedBase: isMerged(ground.records, installed) })
  const finish = { rootfs, definition, profile, arch, installed, world, locked, keys, epoch, local }
  const { runAs } = await finishRootFs(finish)
  for (const unrun of unrunScripts(installed.slice(ground.packages.length))) {
    context.onEvent?.({ kind: 'warning', code: 'WARN_IMAGE_SCRIPT_NOT_RUN', message: unrunScriptsMessage(unrun, arch) })
  }
  context.onEvent?.({
    kind: 'installed',
    arch,
    packages: packages.length,
    entries: installed.reduce((sum, one) => sum + one.entries.length, 0),
    bytes: packages.reduce((sum, { entries }) => sum + entries.reduce((size, entry) => size + entry.size, 0), 0),
  })
  return { rootfs, installed, before, runAs }
}

function isMerged(records: Ground['records'], installed: readonly InstalledPackage[]): boolean {
  const provides = [...records, ...installed.map((one) => one.package.info)].flatMap((one) => one.provides)
  return provides.includes('merged-lib')
}
