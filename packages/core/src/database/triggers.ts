import type { InstalledPackage } from '../install/install.ts'

/** One line a package that has triggers: its identity, then its patterns. */
export function apkTriggersText(installed: readonly InstalledPackage[]): string {
  return installed
    .filter(({ package: pkg }) => pkg.info.triggers.length > 0)
    .map(({ package: pkg }) => `${pkg.checksum} ${pkg.info.triggers.join(' ')}\n`)
    .join('')
}

/** One line a `triggers` value, as apko 1.2 writes it. */
export function apkoTriggersText(installed: readonly InstalledPackage[]): string {
  return installed
    .flatMap(({ package: pkg }) => pkg.info.triggers.map((value) => `${pkg.checksum} ${value}\n`))
    .join('')
}
