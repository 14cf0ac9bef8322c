import { concatBytes, createTar } from '@nacre/archive'
import type { DatabaseBelow } from '../base/ground.ts'
import type { InstalledPackage } from '../install/install.ts'
import type { Profile } from '../profile.ts'
import type { RootFs } from '../rootfs/rootfs.ts'
import { apkInstalledText } from './installed-apk.ts'
import { apkoInstalledBytes } from './installed-apko.ts'
import { apkoScripts, apkScripts } from './scripts.ts'
import { apkoTriggersText, apkTriggersText } from './triggers.ts'

/** What the installed database is written from. */
export interface DatabaseInput {
  readonly rootfs: RootFs
  readonly installed: readonly InstalledPackage[]
  readonly profile: Profile
  /** Seconds since 1970 that entries of `scripts.tar` carry where the profile does not take the package's build time. */
  readonly epoch: number
  /** What the base image has. */
  readonly below: DatabaseBelow
}

/** Writes `installed`, `scripts.tar` and `triggers`, by which apk and every scanner know what the image holds. */
export function writeDatabase({ rootfs, installed, profile, epoch, below }: DatabaseInput): void {
  const apk = profile.databaseText === 'apk'
  const files: [string, string | Uint8Array][] = [
    ['installed', concatBytes([new TextEncoder().encode(below.records), installedBytes(rootfs, installed, profile)])],
    ['scripts.tar', createTar([...below.scripts, ...(apk ? apkScripts(installed) : apkoScripts(installed, epoch))])],
    ['triggers', below.triggers + (apk ? apkTriggersText(installed) : apkoTriggersText(installed))],
  ]
  for (const [name, content] of files) rootfs.writeFile(`${below.directory}/${name}`, content)
}

/**
 * What `installed` holds.
 *
 * @param owners positions of the packages to record, in this order; all of them by default
 */
export function installedBytes(
  rootfs: RootFs,
  installed: readonly InstalledPackage[],
  profile: Profile,
  owners: readonly number[] = [...installed.keys()],
): Uint8Array {
  if (profile.databaseText === 'apko') return apkoInstalledBytes(owners.map((owner) => installed[owner]!))
  return new TextEncoder().encode(apkInstalledText(rootfs, installed, owners))
}
