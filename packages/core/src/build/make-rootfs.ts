import type { Architecture } from '../architecture.ts'
import { writeDatabase } from '../database/database.ts'
import type { ExpandedPackage } from '../fetch/expanded-package.ts'
import { finishRootFs } from '../finish/finish.ts'
import { linkDatabase } from '../install/database-link.ts'
import { type InstalledPackage, installPackages } from '../install/install.ts'
import { keyFiles } from '../install/keys.ts'
import { placeSkeleton } from '../install/skeleton.ts'
import { worldLists } from '../install/world.ts'
import type { Plan } from '../plan/plan.ts'
import { RootFs } from '../rootfs/rootfs.ts'
import type { BuildContext } from './build-context.ts'

/** What a tree is made from. */
export interface RootFsInput {
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
  /** The user that the image runs as, a name already turned into its id. */
  readonly runAs: string | undefined
}

/** The finished tree of one architecture. */
export async function makeRootFs(input: RootFsInput): Promise<MadeRootFs> {
  const { plan, architecture, packages, context, epoch } = input
  const { definition } = plan
  const { profile } = context
  const arch = architecture.apk
  const planned = plan.architecture(arch)
  const keys = await keyFiles(definition, planned.keys)
  const resolved = planned.locked ? planned.packages : planned.solution.packages
  const { world, locked } = worldLists(definition, resolved, profile)
  const rootfs = new RootFs()
  placeSkeleton(rootfs, profile, { arch, world, keys })
  const installed = await installPackages(rootfs, packages, profile)
  writeDatabase({ rootfs, installed, profile, epoch: context.requestedEpoch ?? 0 })
  if (profile.databaseLink) linkDatabase(rootfs)
  const { runAs } = await finishRootFs({ rootfs, definition, profile, arch, installed, world, locked, keys, epoch })
  context.onEvent?.({
    kind: 'installed',
    arch,
    packages: packages.length,
    entries: installed.reduce((sum, one) => sum + one.entries.length, 0),
    bytes: packages.reduce((sum, { entries }) => sum + entries.reduce((size, entry) => size + entry.size, 0), 0),
  })
  return { rootfs, installed, runAs }
}
