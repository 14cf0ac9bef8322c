import { type ControlEntry, isScriptType } from '@nacre/apk'
import type { TarInput } from '@nacre/archive'
import type { ExpandedPackage } from '../fetch/expanded-package.ts'
import type { InstalledPackage } from '../install/install.ts'

const READ_AND_EXECUTE = 0o555

/** What of a package's control segment apk would run. */
export function installScripts(pkg: ExpandedPackage): readonly ControlEntry[] {
  return pkg.control.filter(({ name }) => isScriptType(name.slice(1)))
}

/** Entries of `scripts.tar` as apk writes them: root's, executable, dated by the package (apk-tools, `lib/apk/db/scripts.tar`). */
export function apkScripts(installed: readonly InstalledPackage[]): TarInput[] {
  return installed.flatMap(({ package: pkg }) =>
    installScripts(pkg).map(({ name, content }) => ({
      header: {
        name: `${pkg.info.name}-${pkg.info.version}.${pkg.checksum}${name}`,
        mode: 0o755,
        mtime: pkg.info.buildTime,
        uname: 'root',
        gname: 'root',
      },
      content,
    })),
  )
}

/** Entries of `scripts.tar` as apko 1.2 writes them: entries that all may read and run, with the owners of the package. */
export function apkoScripts(installed: readonly InstalledPackage[], epoch: number): TarInput[] {
  return installed.flatMap(({ package: pkg }) =>
    pkg.control
      .filter(({ name }) => name !== '.PKGINFO')
      .filter((script) => (script.mode & READ_AND_EXECUTE) === READ_AND_EXECUTE)
      .map(({ name, content, mode, uid, gid, uname, gname }) => ({
        header: {
          name: `${pkg.info.name}-${pkg.info.version}.${pkg.checksum}${name}`,
          mode,
          uid,
          gid,
          uname,
          gname,
          mtime: epoch,
        },
        content,
      })),
  )
}
