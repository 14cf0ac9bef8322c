import type { Architecture } from '../architecture.ts'
import { writeDatabase } from '../database/database.ts'
import type { ExpandedPackage } from '../fetch/expanded-package.ts'
import { finishRootFs } from '../finish/finish.ts'
import { installPackages } from '../install/install.ts'
import { placeSkeleton } from '../install/skeleton.ts'
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

/** The finished tree of one architecture, and the user that the image runs as. */
export async function makeRootFs(input: RootFsInput): Promise<{ rootfs: RootFs; runAs: string | undefined }> {
  const { plan, architecture, packages, context } = input
  const { profile } = context
  const rootfs = new RootFs()
  placeSkeleton(rootfs, architecture.apk, profile)
  const installed = await installPackages(rootfs, packages, profile)
  writeDatabase({ rootfs, installed, profile, epoch: context.requestedEpoch ?? 0 })
  const { runAs } = await finishRootFs({ ...input, rootfs, definition: plan.definition, profile })
  context.onEvent?.({
    kind: 'installed',
    arch: architecture.apk,
    packages: packages.length,
    entries: installed.reduce((sum, one) => sum + one.entries.length, 0),
  })
  return { rootfs, runAs }
}
