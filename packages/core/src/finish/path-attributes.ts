import type { PathEntry } from '../definition/definition.ts'
import { ImageError } from '../error.ts'
import type { Profile } from '../profile.ts'
import { type Inode, inode, type Node } from '../rootfs/node.ts'
import { joinPath } from '../rootfs/path.ts'
import type { RootFs } from '../rootfs/rootfs.ts'

/**
 * Gives what stands at an entry's path the mode and owner of the entry. Of owner and group the one that is not given
 * becomes root when the other is; neither changes when none is given.
 *
 * @throws ImageError `ERR_IMAGE_PATH_MISSING`
 */
export function setAttributes(rootfs: RootFs, entry: PathEntry, profile: Profile): void {
  if (entry.type === 'tree') return
  const follow = profile.linkAttributes === 'target' || entry.type !== 'symlink'
  const mode = modeOf(entry, profile)
  const apply = (path: string, node: Node | undefined): void => {
    if (node === undefined) throw missing(path)
    change(inode(node), mode, entry)
  }
  const node = rootfs.lookup(entry.path, { follow })
  apply(entry.path, node)
  if (!entry.recursive || node?.kind !== 'directory') return
  for (const [below] of walk(node, entry.path)) {
    apply(below, rootfs.lookup(below, { follow: profile.linkAttributes === 'target' }))
  }
}

function modeOf({ type, mode }: PathEntry, { modelessPaths }: Profile): number | undefined {
  // What apko does not have cannot follow its rule.
  return mode ?? (modelessPaths === 'zero' && type !== 'file' ? 0 : undefined)
}

function change(node: Inode, mode: number | undefined, { uid, gid }: PathEntry): void {
  if (mode !== undefined && node.kind !== 'symlink') node.mode = mode & 0o7777
  if (uid === undefined && gid === undefined) return
  node.uid = uid ?? 0
  node.gid = gid ?? 0
}

// Links are listed, not entered.
function* walk(directory: Extract<Node, { kind: 'directory' }>, path: string): Generator<[path: string]> {
  for (const [name, node] of directory.children) {
    const below = joinPath(path, name)
    yield [below]
    if (node.kind === 'directory') yield* walk(node, below)
  }
}

function missing(path: string): ImageError {
  return new ImageError(
    'ERR_IMAGE_PATH_MISSING',
    `Changing "${path}" in the image: it does not exist, or is a link that leads nowhere. Add a package that brings it, or create it first.`,
    { details: { path } },
  )
}
