import type { InstalledPackage } from './install.ts'
import { packageTitle } from './refusal.ts'

/** Scripts that apk runs when a package is new; those for upgrades and removals have no occasion. */
const OCCASIONS: readonly string[] = ['pre-install', 'post-install', 'trigger']

/** Scripts whose work this build does itself, by package: what does it instead. */
const REPLACED: Readonly<Record<string, string>> = {
  busybox: 'links to applets',
  'busybox-suid': 'links to applets',
  'ca-certificates': 'bundle of the package ca-certificates-bundle, certificates of the definition',
  'ca-certificates-bundle': 'bundle of the package itself',
  glibc: 'ld.so.cache',
  'ld-linux': 'ld.so.cache',
}

/** A package whose scripts would have done something. */
export interface UnrunScripts {
  readonly package: string
  /** `post-install`, `trigger`. */
  readonly scripts: readonly string[]
}

/** Packages with scripts that were not run, for nothing of a package is ever run, and that nothing stands in for. */
export function unrunScripts(installed: readonly InstalledPackage[]): UnrunScripts[] {
  return installed.flatMap(({ package: pkg }) => {
    const scripts = pkg.control.map(({ name }) => name.slice(1)).filter((name) => OCCASIONS.includes(name))
    return scripts.length === 0 || pkg.info.name in REPLACED ? [] : [{ package: packageTitle(pkg), scripts }]
  })
}

/** What a person is told about it. */
export function unrunScriptsMessage({ package: title, scripts }: UnrunScripts, arch: string): string {
  return `Installing ${title} for ${arch}: its ${scripts.join(' and ')} ${scripts.length === 1 ? 'was' : 'were'} not run, because a build runs nothing of a package. If the image needs what it does, say so in the definition: accounts, files, links, permissions.`
}
