import type { PackageEntry } from '@nacre/apk'
import type { ExpandedPackage } from '../fetch/expanded-package.ts'
import type { Profile } from '../profile.ts'
import { rangeContent } from '../rootfs/content.ts'
import { type Attributes, inode, type Node } from '../rootfs/node.ts'
import type { RootFs } from '../rootfs/rootfs.ts'
import { Accounts } from './accounts-by-name.ts'
import type { ConflictRules } from './conflict.ts'
import { conflictRules } from './conflict-rules.ts'
import { installDirectory } from './directory.ts'
import { existingDirectory, missingChecksum, missingDirectory, missingTarget, unsupportedType } from './refusal.ts'
import { visibleEntries } from './visible-entries.ts'

/** A package that was placed, and what the installed database records of it. */
export interface InstalledPackage {
  readonly package: ExpandedPackage
  /** Every entry that was not skipped, with the owner that it was given. */
  readonly entries: readonly PackageEntry[]
  /** No path of the package was ever another's too: nothing is {@link lost}. */
  readonly whole: boolean
  /** Whether another package's file was placed under the entry's name instead. */
  lost(entry: PackageEntry): boolean
}

/**
 * Places the entries of packages into the tree, in the order given. No content is read: nodes refer to it.
 *
 * @param below packages whose files stand in the tree already; they come first in what is returned
 * @throws ImageError `ERR_IMAGE_FILE_CONFLICT` when two packages bring one path and neither may replace the other's,
 * `ERR_IMAGE_PACKAGE_ENTRY` for entries that cannot be placed, `ERR_IMAGE_PATH` for paths that leave the root.
 */
export async function installPackages(
  rootfs: RootFs,
  packages: readonly ExpandedPackage[],
  profile: Profile,
  below: readonly ExpandedPackage[] = [],
): Promise<InstalledPackage[]> {
  const all = [...below, ...packages]
  const rules = conflictRules(profile, all)
  const accounts = new Accounts(rootfs)
  const holders = new Map<string, number>()
  const contested = new Set<number>()
  const on: Installation = { rootfs, packages: all, profile, rules, holders, contested }
  const installed: InstalledPackage[] = below.map((pkg) => ({
    package: pkg,
    entries: pkg.entries,
    whole: true,
    lost: () => false,
  }))
  for (const [position, pkg] of packages.entries()) {
    const owner = below.length + position
    if (profile.owners === 'package') await accounts.refresh()
    const visible = visibleEntries(pkg.entries, profile.dotEntries)
    const entries =
      profile.owners === 'root' ? visible : visible.map((entry) => ({ ...entry, ...accounts.owner(entry) }))
    for (const entry of entries) installEntry(on, pkg, owner, entry)
    installed.push({
      package: pkg,
      entries,
      get whole() {
        return !contested.has(owner)
      },
      lost: ({ name }) => (holders.get(name) ?? owner) !== owner,
    })
  }
  rules.settle()
  return installed
}

interface Installation {
  readonly rootfs: RootFs
  readonly packages: readonly ExpandedPackage[]
  readonly profile: Profile
  readonly rules: ConflictRules
  /** Who placed a regular file under a name of an archive. */
  readonly holders: Map<string, number>
  /** Packages of which a path was another's too. */
  readonly contested: Set<number>
}

function installEntry(on: Installation, pkg: ExpandedPackage, owner: number, entry: PackageEntry): void {
  switch (entry.type) {
    case 'directory':
      installDirectory(on.rootfs, on.packages, entry.name, attributesOf(on, owner, entry), on.profile)
      break
    case 'file':
    case 'symlink':
      installFile(on, pkg, owner, entry)
      break
    case 'hardlink':
      installHardlink(on, pkg, owner, entry)
      break
    default:
      throw unsupportedType(pkg, entry)
  }
}

// The database records the numbers of the package also where everything is root's.
function attributesOf({ profile }: Installation, owner: number, entry: PackageEntry): Attributes {
  const { mode, mtime, xattrs } = entry
  const own = profile.owners === 'package'
  return { mode, uid: own ? entry.uid : 0, gid: own ? entry.gid : 0, mtime, xattrs, owner }
}

function installFile(on: Installation, pkg: ExpandedPackage, owner: number, entry: PackageEntry): void {
  const place = on.rootfs.locate(entry.name)
  if (place === undefined || place.name === '') throw missingDirectory(pkg, entry)
  if (place.node?.kind === 'directory') throw existingDirectory(pkg, entry)
  if (place.node !== undefined) contest(on, owner, place.node)
  if (entry.type === 'symlink' && place.node?.kind === 'symlink' && on.rules.sameLink(place.node, entry)) return
  if (entry.checksum === undefined && on.rules.needsChecksum) throw missingChecksum(pkg, entry)
  if (place.node !== undefined && !on.rules.replaces(place.path, place.node, pkg, entry)) {
    if (on.rules.keptTakesXattrs) addXattrs(on.rootfs, entry)
    return
  }
  const attributes = attributesOf(on, owner, entry)
  const { checksum, linkname, offset, size } = entry
  if (entry.type === 'symlink') {
    place.directory.children.set(place.name, { ...attributes, kind: 'symlink', target: linkname, checksum })
    return
  }
  const content = rangeContent(pkg.content, offset, size)
  place.directory.children.set(place.name, { ...attributes, kind: 'file', content, packaged: content, checksum })
  on.holders.set(entry.name, owner)
}

// A link that gives way may have led others to their place: then nothing is certain of any of them.
function contest({ contested, packages }: Installation, owner: number, { kind, owner: holder }: Node): void {
  contested.add(owner)
  if (holder !== undefined) contested.add(holder)
  if (kind === 'symlink') for (const position of packages.keys()) contested.add(position)
}

function addXattrs(rootfs: RootFs, entry: PackageEntry): void {
  const node = rootfs.lookup(entry.name, { follow: true })
  if (node === undefined) return
  const own = inode(node)
  own.xattrs = { ...own.xattrs, ...entry.xattrs }
}

function installHardlink(on: Installation, pkg: ExpandedPackage, owner: number, entry: PackageEntry): void {
  const target = on.rootfs.lookup(entry.linkname)
  const file = target?.kind === 'hardlink' ? target.to : target
  if (file?.kind !== 'file') throw missingTarget(pkg, entry)
  const place = on.rootfs.locate(entry.name)
  if (place === undefined || place.name === '') throw missingDirectory(pkg, entry)
  if (place.node?.kind === 'directory') throw existingDirectory(pkg, entry)
  if (place.node !== undefined) contest(on, owner, place.node)
  if (place.node !== undefined && !on.rules.replaces(place.path, place.node, pkg, entry)) return
  const written = { path: entry.name, target: entry.linkname }
  place.directory.children.set(place.name, { kind: 'hardlink', to: file, written, owner })
}
