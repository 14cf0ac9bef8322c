import { decodeText, type TarHeaderInput } from '@nacre/archive'
import type { Profile } from '../profile.ts'
import type { Content } from '../rootfs/content.ts'
import { type FileNode, type Inode, inode, type Node } from '../rootfs/node.ts'
import type { RootFs } from '../rootfs/rootfs.ts'
import type { OwnerNames } from './owner-names.ts'

/** An entry of a layer before it is encoded. */
export interface LayerEntry {
  readonly header: TarHeaderInput
  readonly content?: Content
}

/**
 * The entries of a whole tree: names in byte order, directories before what they hold, no leading `./` and no trailing
 * slash, owners by id with the names that the tree itself gives them.
 */
export function* layerEntries(rootfs: RootFs, names: OwnerNames, profile: Profile): Generator<LayerEntry> {
  const placed = new Map<FileNode, string>()
  for (const [path, node] of rootfs.walk()) yield layerEntry(path, node, { names, profile, placed })
}

/** What one entry depends on beside its node: names of owners, and where a linked file's content was placed. */
export interface EntryContext {
  readonly names: OwnerNames
  readonly profile: Profile
  /** Files that already have a name in this layer. */
  readonly placed: Map<FileNode, string>
}

/** The entry for one node. */
export function layerEntry(path: string, node: Node, context: EntryContext): LayerEntry {
  const own = inode(node)
  const header = { name: path, ...commonFields(own, context.names) }
  switch (own.kind) {
    case 'directory':
      return { header: { ...header, type: 'directory' } }
    case 'symlink':
      return { header: { ...header, type: 'symlink', linkname: own.target } }
    case 'char':
    case 'block':
      return { header: { ...header, type: own.kind, devmajor: own.major, devminor: own.minor } }
    case 'file': {
      const target = linkTarget(path, node, own, context)
      if (target !== undefined) return { header: { ...header, type: 'hardlink', linkname: target } }
      return { header: { ...header, type: 'file', size: own.content.size }, content: own.content }
    }
  }
}

// The target that a further name of a file points at, or nothing where this name carries the content.
function linkTarget(path: string, node: Node, file: FileNode, { profile, placed }: EntryContext): string | undefined {
  if (profile.hardlinks === 'as-written') {
    return node.kind === 'hardlink' && node.written?.path === path ? node.written.target : undefined
  }
  const first = placed.get(file)
  if (first === undefined) placed.set(file, path)
  return first
}

function commonFields(node: Inode, names: OwnerNames): Partial<TarHeaderInput> {
  const { mode, uid, gid, mtime } = node
  const pax: Record<string, string> = {}
  if (node.kind === 'file' || node.kind === 'directory') {
    for (const name of Object.keys(node.xattrs).sort()) pax[`SCHILY.xattr.${name}`] = decodeText(node.xattrs[name]!)
  }
  return { mode, uid, gid, mtime, uname: names.user(uid), gname: names.group(gid), pax }
}
