import type { PackageEntry } from '@nacre/apk'
import type { ExpandedPackage } from '../fetch/expanded-package.ts'
import type { Node, SymlinkNode } from '../rootfs/node.ts'

/** Who may have a path that two packages bring. */
export interface ConflictRules {
  /** Files and links without a recorded checksum are refused. */
  readonly needsChecksum: boolean
  /** A file that stays takes on the extended attributes of the one that was passed over. */
  readonly keptTakesXattrs: boolean
  /** The entry is a link that stands there already and is passed over before anything else is asked. */
  sameLink(node: SymlinkNode, entry: PackageEntry): boolean
  /** Whether the entry takes the place of what stands at the path. */
  replaces(path: string, node: Node, pkg: ExpandedPackage, entry: PackageEntry): boolean
  /** Speaks about every conflict that was met. */
  settle(): void
}
