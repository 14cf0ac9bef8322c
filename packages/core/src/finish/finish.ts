import type { RootFsInput } from '../build/make-rootfs.ts'
import type { ImageDefinition } from '../definition/definition.ts'
import type { Profile } from '../profile.ts'
import type { RootFs } from '../rootfs/rootfs.ts'
import { writeAccounts } from './accounts.ts'
import { applyPaths } from './paths.ts'
import { writeSystemFiles } from './system-files.ts'

/** What a tree is finished with, once its packages are installed. */
export interface FinishInput extends RootFsInput {
  readonly rootfs: RootFs
  readonly definition: ImageDefinition
  readonly profile: Profile
}

/**
 * Everything that a definition adds to the packages, in apko's order: accounts, paths, and the files of apk itself.
 *
 * @returns the user that the image runs as, a name already turned into its id
 * @throws ImageError
 */
export async function finishRootFs(input: FinishInput): Promise<{ runAs: string | undefined }> {
  const { rootfs, definition, profile, plan, architecture, packages } = input
  const runAs = await writeAccounts(rootfs, definition.accounts, profile)
  await applyPaths(rootfs, definition.paths)
  writeSystemFiles({
    rootfs,
    definition,
    profile,
    arch: architecture.apk,
    locked: packages.map(({ info }) => `${info.name}=${info.version}`),
    keys: plan.architecture(architecture.apk).keys,
  })
  return { runAs }
}
