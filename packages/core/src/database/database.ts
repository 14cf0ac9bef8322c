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
export function writeDatabase(input: DatabaseInput): void {
  const { rootfs, installed, profile, epoch } = input
  const apk = profile.databaseText === 'apk'
  const files: [string, string | Uint8Array][] = [
    ['installed', apk ? apkInstalledText(rootfs, installed) : apkoInstalledText(rootfs, installed)],
    ['scripts.tar', apk ? apkScriptsArchive(installed) : apkoScriptsArchive(installed, epoch)],
    ['triggers', apk ? apkTriggersText(installed) : apkoTriggersText(installed)],
  ]
  for (const [name, content] of files) rootfs.writeFile(`${profile.database}/${name}`, content)
}
