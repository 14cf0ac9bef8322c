import type { PackageEntry } from '@nacre/apk'
import type { ExpandedPackage } from '../fetch/expanded-package.ts'
import type { Profile } from '../profile.ts'
import { rangeContent } from '../rootfs/content.ts'
import { type FileNode, fileNode, inode, symlinkNode } from '../rootfs/node.ts'
import { splitPath } from '../rootfs/path.ts'
import type { RootFs } from '../rootfs/rootfs.ts'
import { Accounts } from './accounts-by-name.ts'
import type { ConflictRules } from './conflict.ts'
import { conflictRules } from './conflict-rules.ts'
import { installDirectory } from './directory.ts'
import { existingDirectory, missingChecksum, missingDirectory, missingTarget, unsupportedType } from './refusal.ts'

/** A package that was placed, and what the installed database records of it. */
export interface InstalledPackage {
  readonly package: ExpandedPackage
  /** Every entry that was not skipped, with the owner that it was given. */
  readonly entries: readonly PackageEntry[]
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
  const installed: InstalledPackage[] = below.map((pkg) => ({ package: pkg, entries: pkg.entries, lost: () => false }))
  for (const [position, pkg] of packages.entries()) {
    const owner = below.length + position
    await accounts.refresh()
    const entries = [...visibleEntries(pkg, profile)].map((entry) => owned(entry, profile, accounts))
    for (const entry of entries) installEntry({ rootfs, packages: all, profile, rules, holders }, pkg, owner, entry)
    installed.push({ package: pkg, entries, lost: ({ name }) => (holders.get(name) ?? owner) !== owner })
  }
  rules.settle()
  return installed
}

const ROOT = { uid: 0, gid: 0 } as const

// Owners by name where packages keep theirs; the database of the other profile records the numbers of the package.
function owned(entry: PackageEntry, profile: Profile, accounts: Accounts): PackageEntry {
  return profile.owners === 'root' ? entry : { ...entry, ...accounts.owner(entry) }
}

interface Installation {
  readonly rootfs: RootFs
  readonly packages: readonly ExpandedPackage[]
  readonly profile: Profile
  readonly rules: ConflictRules
  /** Who placed a regular file under a name of an archive. */
  readonly holders: Map<string, number>
}

function installEntry(on: Installation, pkg: ExpandedPackage, owner: number, entry: PackageEntry): void {
  const { uid, gid } = on.profile.owners === 'root' ? ROOT : entry
  const attributes = { mode: entry.mode, uid, gid, mtime: entry.mtime, xattrs: entry.xattrs, owner }
  switch (entry.type) {
    case 'directory':
      installDirectory(on.rootfs, on.packages, entry.name, attributes, on.profile)
      break
    case 'file':
    case 'symlink':
      installFile(on, pkg, entry, attributes)
      break
    case 'hardlink':
      installHardlink(on, pkg, owner, entry)
      break
    default:
      throw unsupportedType(pkg, entry)
  }
}

function installFile(on: Installation, pkg: ExpandedPackage, entry: PackageEntry, attributes: FileAttributes): void {
  const place = on.rootfs.locate(entry.name)
  if (place === undefined || place.name === '') throw missingDirectory(pkg, entry)
  if (place.node?.kind === 'directory') throw existingDirectory(pkg, entry)
  if (entry.type === 'symlink' && place.node?.kind === 'symlink' && on.rules.sameLink(place.node, entry)) return
  if (entry.checksum === undefined && on.rules.needsChecksum) throw missingChecksum(pkg, entry)
  if (place.node !== undefined && !on.rules.replaces(place.path, place.node, pkg, entry)) {
    if (on.rules.keptTakesXattrs) addXattrs(on.rootfs, entry)
    return
  }
  const node = entry.type === 'file' ? packagedFile(pkg, entry, attributes) : symlinkNode(entry.linkname, attributes)
  if (entry.checksum !== undefined) node.checksum = entry.checksum
  place.directory.children.set(place.name, node)
  if (entry.type === 'file') on.holders.set(entry.name, attributes.owner!)
}

function packagedFile(pkg: ExpandedPackage, entry: PackageEntry, attributes: FileAttributes): FileNode {
  const content = rangeContent(pkg.content, entry.offset, entry.size)
  return { ...fileNode(content, attributes), packaged: content }
}

function addXattrs(rootfs: RootFs, entry: PackageEntry): void {
  const node = rootfs.lookup(entry.name, { follow: true })
  if (node === undefined) return
  const own = inode(node)
  own.xattrs = { ...own.xattrs, ...entry.xattrs }
}

type FileAttributes = Pick<FileNode, 'mode' | 'uid' | 'gid' | 'mtime' | 'xattrs' | 'owner'>

function installHardlink(on: Installation, pkg: ExpandedPackage, owner: number, entry: PackageEntry): void {
  const target = on.rootfs.lookup(entry.linkname)
  const file = target?.kind === 'hardlink' ? target.to : target
  if (file?.kind !== 'file') throw missingTarget(pkg, entry)
  const place = on.rootfs.locate(entry.name)
  if (place === undefined || place.name === '') throw missingDirectory(pkg, entry)
  if (place.node?.kind === 'directory') throw existingDirectory(pkg, entry)
  if (place.node !== undefined && !on.rules.replaces(place.path, place.node, pkg, entry)) return
  const written = { path: entry.name, target: entry.linkname }
  place.directory.children.set(place.name, { kind: 'hardlink', to: file, written, owner })
}

/** The entries that are meant for the root: names with a leading dot are notes to the package manager. */
function* visibleEntries(pkg: ExpandedPackage, profile: Profile): Generator<PackageEntry> {
  let leading = true
  for (const entry of pkg.entries) {
    const hidden = entry.name.startsWith('.')
    if (profile.dotEntries === 'skip' ? hidden : hidden && leading && splitPath(entry.name).directory === '') continue
    leading = false
    yield entry
  }
}
