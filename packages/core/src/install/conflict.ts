import type { PackageEntry } from '@nacre/apk'
import { ImageError } from '../error.ts'
import type { ExpandedPackage } from '../fetch/expanded-package.ts'
import type { Profile } from '../profile.ts'
import type { Node, SymlinkNode } from '../rootfs/node.ts'
import { ApkConflicts } from './conflict-apk.ts'
import { ApkoConflicts } from './conflict-apko.ts'
import { packageTitle } from './refusal.ts'

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

/** Two owners of one path. */
export interface FileConflict {
  readonly path: string
  /** The package that stays, or nothing when the build itself made the file. */
  readonly holder: ExpandedPackage | undefined
  readonly claimant: ExpandedPackage
}

/** The rules that a profile goes by. */
export function conflictRules(profile: Profile, packages: readonly ExpandedPackage[]): ConflictRules {
  return profile.conflicts === 'apk' ? new ApkConflicts(packages) : new ApkoConflicts(packages)
}

/** One error for all conflicts of an installation. */
export function conflictError(conflicts: readonly FileConflict[]): ImageError {
  const named = conflicts.map(({ path, holder, claimant }) => ({
    path,
    holder: holder === undefined ? undefined : packageTitle(holder),
    claimant: packageTitle(claimant),
  }))
  const lines = named.slice(0, 5).map((c) => `${c.path} (${c.claimant} over ${c.holder ?? 'a file of the build'})`)
  const more = named.length > lines.length ? `, and ${named.length - lines.length} more` : ''
  return new ImageError(
    'ERR_IMAGE_FILE_CONFLICT',
    `Installing packages: two owners for ${lines.join(', ')}${more}. Leave one of the packages out, or let one declare "replaces" for the other.`,
    { details: { conflicts: named } },
  )
}
