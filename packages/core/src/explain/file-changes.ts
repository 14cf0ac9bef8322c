import { contentBytes, contentId } from '../rootfs/content.ts'
import { type FileNode, type Inode, inode, type Node } from '../rootfs/node.ts'
import { compareNames } from '../rootfs/path.ts'
import type { RootFs } from '../rootfs/rootfs.ts'

/** One path of an image before or after a change. */
export interface FileState {
  readonly type: Node['kind']
  /** Permission bits: `0o7777` at most. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Seconds since 1970. */
  readonly mtime: number
  /** Bytes of content; 0 for everything but files. */
  readonly size: number
  /** Where a symbolic link leads, as written. */
  readonly target?: string
  /** The package that it comes from; absent for what the build made. */
  readonly package?: string
}

/** What may differ about a path that is in both images. */
export type FileAspect = 'type' | 'mode' | 'owner' | 'content' | 'target' | 'xattrs' | 'mtime' | 'device'

/** How one path differs. */
export interface FileChange {
  /** Absolute path in the image. */
  readonly path: string
  readonly kind: 'added' | 'removed' | 'changed'
  /** What differs; empty unless `changed`. */
  readonly aspects: readonly FileAspect[]
  readonly before?: FileState
  readonly after?: FileState
}

/** A tree and the names of the packages that its nodes refer to by position. */
export interface OwnedTree {
  readonly rootfs: RootFs
  readonly packages: readonly { readonly info: { readonly name: string } }[]
}

/** What differs between two trees, by path in byte order. Contents are read only where nothing else tells them apart. */
export async function fileChanges(before: OwnedTree, after: OwnedTree): Promise<FileChange[]> {
  const old = new Map(before.rootfs.walk())
  const now = new Map(after.rootfs.walk())
  const changes: FileChange[] = []
  for (const path of [...new Set([...old.keys(), ...now.keys()])].sort(compareNames)) {
    const was = old.get(path)
    const is = now.get(path)
    const states = {
      ...(was === undefined ? {} : { before: fileState(was, before) }),
      ...(is === undefined ? {} : { after: fileState(is, after) }),
    }
    if (was === undefined) changes.push({ path: `/${path}`, kind: 'added', aspects: [], ...states })
    else if (is === undefined) changes.push({ path: `/${path}`, kind: 'removed', aspects: [], ...states })
    else {
      const aspects = await differences(was, is)
      if (aspects.length > 0) changes.push({ path: `/${path}`, kind: 'changed', aspects, ...states })
    }
  }
  return changes
}

/** What a node is, as data. */
export function fileState(node: Node, { packages }: OwnedTree): FileState {
  const { mode, uid, gid, mtime, ...rest } = inode(node)
  const owner = node.owner === undefined ? undefined : packages[node.owner]?.info.name
  return {
    type: node.kind,
    mode,
    uid,
    gid,
    mtime,
    size: node.kind === 'file' ? node.content.size : 0,
    ...(rest.kind === 'symlink' ? { target: rest.target } : {}),
    ...(owner === undefined ? {} : { package: owner }),
  }
}

async function differences(before: Node, after: Node): Promise<FileAspect[]> {
  const was = inode(before)
  const is = inode(after)
  const aspects: FileAspect[] = []
  if (before.kind !== after.kind) aspects.push('type')
  if (was.mode !== is.mode) aspects.push('mode')
  if (was.uid !== is.uid || was.gid !== is.gid) aspects.push('owner')
  if (was.kind === is.kind) aspects.push(...(await kindDifferences(was, is)))
  if (!sameAttributes(was.xattrs, is.xattrs)) aspects.push('xattrs')
  if (was.mtime !== is.mtime) aspects.push('mtime')
  return aspects
}

async function kindDifferences(was: Inode, is: Inode): Promise<FileAspect[]> {
  if (was.kind === 'file' && is.kind === 'file') return (await sameContent(was, is)) ? [] : ['content']
  if (was.kind === 'symlink' && is.kind === 'symlink') return was.target === is.target ? [] : ['target']
  const device = (node: Inode): string => ('major' in node ? `${node.major}:${node.minor}` : '')
  return device(was) === device(is) ? [] : ['device']
}

async function sameContent(was: FileNode, is: FileNode): Promise<boolean> {
  if (was.content.size !== is.content.size) return false
  if (contentId(was.content) === contentId(is.content)) return true
  if (was.checksum !== undefined && was.checksum.length === is.checksum?.length) return was.checksum === is.checksum
  return Buffer.compare(await contentBytes(was.content), await contentBytes(is.content)) === 0
}

function sameAttributes(was: Inode['xattrs'], is: Inode['xattrs']): boolean {
  const names = Object.keys(was)
  if (names.length !== Object.keys(is).length) return false
  return names.every((name) => is[name] !== undefined && Buffer.compare(was[name]!, is[name]) === 0)
}
