import type { Content } from './content.ts'

/** Who put a node into the tree: the position of a package in install order, or nothing for what the build made. */
export type Owner = number | undefined

/** What every kind of node carries. */
export interface Attributes {
  /** Permission bits with setuid, setgid and sticky: `0o7777` at most. */
  mode: number
  uid: number
  gid: number
  /** Seconds since 1970. */
  mtime: number
  /** Extended attributes, by name (`security.capability`). */
  xattrs: Readonly<Record<string, Uint8Array>>
  owner: Owner
}

/** A regular file; its bytes stay where they are until a layer is written. */
export interface FileNode extends Attributes {
  readonly kind: 'file'
  content: Content
  /** SHA-1 of the content in hex, as the package recorded it. */
  checksum?: string | undefined
  /** Content that a package brought, whatever was written over it. */
  readonly packaged?: Content
}

/** A directory and its children by name. */
export interface DirectoryNode extends Attributes {
  readonly kind: 'directory'
  readonly children: Map<string, Node>
}

/** A symbolic link; `target` is kept as written. */
export interface SymlinkNode extends Attributes {
  readonly kind: 'symlink'
  readonly target: string
  checksum?: string | undefined
}

/** A character or block device. */
export interface DeviceNode extends Attributes {
  readonly kind: 'char' | 'block'
  readonly major: number
  readonly minor: number
}

/** A further name of a file. Mode, owner and content are those of {@link HardlinkNode.to}. */
export interface HardlinkNode {
  readonly kind: 'hardlink'
  readonly to: FileNode
  /** The link as its package wrote it: its own path and that of its target. Absent for links made by the definition. */
  readonly written?: { readonly path: string; readonly target: string }
  readonly owner: Owner
}

/** Anything that has a name in the tree. */
export type Node = FileNode | DirectoryNode | SymlinkNode | DeviceNode | HardlinkNode

/** A node that has attributes of its own. */
export type Inode = Exclude<Node, HardlinkNode>

/** The node that holds the attributes: the file itself for a hard link. */
export function inode(node: Node): Inode {
  return node.kind === 'hardlink' ? node.to : node
}

/** A new directory: 0755, root's, 1970, unless told otherwise. */
export function directoryNode(attributes: Partial<Attributes> = {}): DirectoryNode {
  return { kind: 'directory', children: new Map(), ...defaults(0o755), ...attributes }
}

/** A new regular file: 0644, root's, 1970, unless told otherwise. */
export function fileNode(content: Content, attributes: Partial<Attributes> = {}): FileNode {
  return { kind: 'file', content, ...defaults(0o644), ...attributes }
}

/** A new symbolic link. Its mode is always 0777. */
export function symlinkNode(target: string, attributes: Partial<Attributes> = {}): SymlinkNode {
  return { kind: 'symlink', target, ...defaults(0o777), ...attributes }
}

function defaults(mode: number): Attributes {
  return { mode, uid: 0, gid: 0, mtime: 0, xattrs: {}, owner: undefined }
}
