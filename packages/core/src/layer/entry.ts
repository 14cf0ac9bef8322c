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
export function layerEntries(rootfs: RootFs, names: OwnerNames, profile: Profile): LayerEntry[] {
  const entries: LayerEntry[] = []
  visitEntries(rootfs, { names, profile }, (entry) => entries.push(entry))
  return entries
}

/** Passes on what {@link layerEntries} gives, entry by entry. */
export function visitEntries(
  rootfs: RootFs,
  context: Omit<EntryContext, 'placed'>,
  take: (entry: LayerEntry) => void,
): void {
  const own: EntryContext = { ...context, placed: new Map() }
  rootfs.visit((path, node) => take(layerEntry(path, node, own)))
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
  const target =
    own.kind === 'symlink' ? own.target : own.kind === 'file' ? linkTarget(path, node, own, context) : undefined
  const content = own.kind === 'file' && target === undefined ? own.content : undefined
  const { mode, uid, gid, mtime } = own
  const isDevice = own.kind === 'char' || own.kind === 'block'
  const fields: TarHeaderInput = {
    name: path,
    type: own.kind === 'file' && target !== undefined ? 'hardlink' : own.kind,
    mode,
    uid,
    gid,
    size: content?.size ?? 0,
    mtime,
    linkname: target ?? '',
    uname: context.names.user(uid),
    gname: context.names.group(gid),
    devmajor: isDevice ? own.major : 0,
    devminor: isDevice ? own.minor : 0,
  }
  const pax = own.kind === 'file' || own.kind === 'directory' ? paxRecords(own.xattrs) : undefined
  const header = pax === undefined ? fields : { ...fields, pax }
  return content === undefined ? { header } : { header, content }
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

function paxRecords(xattrs: Inode['xattrs']): Record<string, string> | undefined {
  const names = Object.keys(xattrs)
  if (names.length === 0) return undefined
  return Object.fromEntries(names.sort().map((name) => [`SCHILY.xattr.${name}`, decodeText(xattrs[name]!)]))
}
