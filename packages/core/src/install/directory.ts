import type { ExpandedPackage } from '../fetch/expanded-package.ts'
import type { Profile } from '../profile.ts'
import type { Attributes } from '../rootfs/node.ts'
import { compareNames } from '../rootfs/path.ts'
import type { RootFs } from '../rootfs/rootfs.ts'

/** Places a directory entry: made with its missing parents, or merged into what stands there. */
export function installDirectory(
  rootfs: RootFs,
  packages: readonly ExpandedPackage[],
  path: string,
  attributes: Attributes,
  profile: Profile,
): void {
  if (profile.directories === 'first') mergeIntoFirst(rootfs, path, attributes)
  else mergeByTitle(rootfs, packages, path, attributes)
}

function mergeByTitle(
  rootfs: RootFs,
  packages: readonly ExpandedPackage[],
  path: string,
  attributes: Attributes,
): void {
  const place = rootfs.locate(path, { follow: true })
  if (place?.node?.kind !== 'directory') {
    rootfs.makeDirectory(path, attributes)
    return
  }
  const { node } = place
  const entitled = node.owner === undefined || moreEntitled(packages[attributes.owner!]!, packages[node.owner]!)
  if (entitled) Object.assign(node, attributes)
}

// apko: the first package gives the 0777 bits, to missing parents too; the last one gives time and attributes.
function mergeIntoFirst(rootfs: RootFs, path: string, attributes: Attributes): void {
  const parents = { ...attributes, mode: attributes.mode & 0o777, mtime: 0, xattrs: {} }
  const node = rootfs.makeDirectory(path, { ...parents }, parents)
  node.mtime = attributes.mtime
  node.xattrs = { ...node.xattrs, ...attributes.xattrs }
}

/**
 * Whose owner and mode a shared directory gets: higher `replaces_priority`, then of one origin the package named like
 * it, then the alphabetically first (apk-tools, `apk_pkg_replaces_dir`).
 */
function moreEntitled(candidate: ExpandedPackage, holder: ExpandedPackage): boolean {
  const a = candidate.info
  const b = holder.info
  if (a.replacesPriority !== b.replacesPriority) return a.replacesPriority > b.replacesPriority
  if (a.origin !== '' && a.origin === b.origin) {
    if (a.name === a.origin) return true
    if (b.name === b.origin) return false
  }
  return compareNames(a.name, b.name) < 0
}
