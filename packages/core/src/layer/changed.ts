import { contentId } from '../rootfs/content.ts'
import { inode, type Node } from '../rootfs/node.ts'
import { splitPath } from '../rootfs/path.ts'
import type { RootFs } from '../rootfs/rootfs.ts'
import { type EntryContext, type LayerEntry, layerEntry } from './entry.ts'

/** What stood in a tree at some moment: for each path everything that a layer would say of it. */
export type TreeSnapshot = ReadonlyMap<string, string>

/** Notes what stands in a tree. */
export function treeSnapshot(rootfs: RootFs): TreeSnapshot {
  return new Map([...rootfs.walk()].map(([path, node]) => [path, fingerprint(node)]))
}

/**
 * The entries of a layer that turns the tree of the snapshot into this one: what is new or changed with the directories
 * that lead to it, and whiteouts for what is gone (image-spec v1.1, layer.md).
 */
export function* changedEntries(
  rootfs: RootFs,
  before: TreeSnapshot,
  context: Omit<EntryContext, 'placed'>,
): Generator<LayerEntry> {
  const nodes = [...rootfs.walk()]
  const now = new Set(nodes.map(([path]) => path))
  const gone = [...before.keys()].filter((path) => !now.has(path) && isThere(splitPath(path).directory, now))
  const wanted = new Set<string>()
  for (const [path, node] of nodes) if (before.get(path) !== fingerprint(node)) want(wanted, path)
  for (const path of gone) want(wanted, splitPath(path).directory)
  const own: EntryContext = { ...context, placed: new Map() }
  const entries = nodes.filter(([path]) => wanted.has(path)).map(([path, node]) => layerEntry(path, node, own))
  const whiteouts = gone.map((path): LayerEntry => ({ header: { name: whiteoutOf(path), type: 'file', mode: 0 } }))
  // Whiteouts stand after the directory that they are in, wherever that is; a layer's order means nothing else.
  yield* entries
  yield* whiteouts
}

function want(wanted: Set<string>, path: string): void {
  for (let at = path; at !== '' && !wanted.has(at); at = splitPath(at).directory) wanted.add(at)
}

function isThere(directory: string, now: ReadonlySet<string>): boolean {
  return directory === '' || now.has(directory)
}

function whiteoutOf(path: string): string {
  const { directory, name } = splitPath(path)
  return directory === '' ? `.wh.${name}` : `${directory}/.wh.${name}`
}

function fingerprint(node: Node): string {
  const { kind, mode, uid, gid, mtime, xattrs, ...rest } = inode(node)
  const attributes = Object.entries(xattrs).map(([name, value]) => [name, Buffer.from(value).toString('hex')])
  const what =
    'content' in rest
      ? contentId(rest.content)
      : 'target' in rest
        ? rest.target
        : 'major' in rest
          ? [rest.major, rest.minor]
          : ''
  return JSON.stringify([kind, mode, uid, gid, mtime, attributes, what])
}
