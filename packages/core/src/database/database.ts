import type { InstalledPackage } from '../install/install.ts'
import type { Profile } from '../profile.ts'
import type { RootFs } from '../rootfs/rootfs.ts'
import { apkInstalledText } from './installed-apk.ts'
import { apkoInstalledText } from './installed-apko.ts'
import { apkoScriptsArchive, apkScriptsArchive } from './scripts.ts'
import { apkoTriggersText, apkTriggersText } from './triggers.ts'

/** What the installed database is written from. */
export interface DatabaseInput {
  readonly rootfs: RootFs
  readonly installed: readonly InstalledPackage[]
  readonly profile: Profile
  /** Seconds since 1970 that entries of `scripts.tar` carry where the profile does not take the package's build time. */
  readonly epoch: number
}

/** Writes `installed`, `scripts.tar` and `triggers`, by which apk and every scanner know what the image holds. */
export function writeDatabase({ rootfs, installed, profile, epoch }: DatabaseInput): void {
  const apk = profile.databaseText === 'apk'
  const files: [string, string | Uint8Array][] = [
    ['installed', installedText(rootfs, installed, profile)],
    ['scripts.tar', apk ? apkScriptsArchive(installed) : apkoScriptsArchive(installed, epoch)],
    ['triggers', apk ? apkTriggersText(installed) : apkoTriggersText(installed)],
  ]
  for (const [name, content] of files) rootfs.writeFile(`${profile.database}/${name}`, content)
}

/**
 * The text of `installed`.
 *
 * @param owners positions of the packages to record, in this order; all of them by default
 */
export function installedText(
  rootfs: RootFs,
  installed: readonly InstalledPackage[],
  profile: Profile,
  owners: readonly number[] = [...installed.keys()],
): string {
  if (profile.databaseText === 'apk') return apkInstalledText(rootfs, installed, owners)
  return apkoInstalledText(owners.map((owner) => installed[owner]!))
}
