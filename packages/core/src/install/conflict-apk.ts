import type { PackageEntry } from '@nacre/apk'
import { parseDependency, satisfies } from '@nacre/apk/model'
import type { ExpandedPackage } from '../fetch/expanded-package.ts'
import type { Node, SymlinkNode } from '../rootfs/node.ts'
import type { ConflictRules } from './conflict.ts'
import { conflictError, type FileConflict } from './conflict-error.ts'

/** Whose file stays, as apk decides it (apk-tools, `apk_pkg_replaces_file`). */
export class ApkConflicts implements ConflictRules {
  readonly needsChecksum = false
  readonly keptTakesXattrs = false
  readonly #packages: readonly ExpandedPackage[]
  readonly #met: FileConflict[] = []

  constructor(packages: readonly ExpandedPackage[]) {
    this.#packages = packages
  }

  sameLink(_node: SymlinkNode, _entry: PackageEntry): boolean {
    return false
  }

  replaces(path: string, node: Node, claimant: ExpandedPackage, _entry: PackageEntry): boolean {
    if (node.owner === undefined) return true
    const holder = this.#packages[node.owner]!
    if (holder === claimant) return true
    const holds = priority(holder, claimant)
    const claims = priority(claimant, holder)
    if (holds > claims) return false
    if (claims >= 0) return true
    if (claimant.info.origin !== '' && claimant.info.origin === holder.info.origin) return true
    this.#met.push({ path, holder, claimant })
    return false
  }

  settle(): void {
    if (this.#met.length > 0) throw conflictError(this.#met)
  }
}

/** `replaces_priority` of a package that replaces the other one by its real name and version, otherwise -1. */
function priority(pkg: ExpandedPackage, other: ExpandedPackage): number {
  const named = pkg.info.replaces.some(
    (text) => parseDependency(text).name === other.info.name && satisfies(other.info.version, text),
  )
  return named ? pkg.info.replacesPriority : -1
}
