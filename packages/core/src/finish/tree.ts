import type { PathEntry } from '../definition/definition.ts'
import { joinPath } from '../rootfs/path.ts'
import type { RootFs } from '../rootfs/rootfs.ts'
import type { LocalItem } from './local-tree.ts'

type TreeEntry = Extract<PathEntry, { type: 'tree' }>

/** Places what a local directory holds below a path of the image: files are 0644, or 0755 where they are programs, directories 0755. */
export function placeTree(rootfs: RootFs, entry: TreeEntry, items: readonly LocalItem[]): void {
  const { path, mtime = 0, uid = 0, gid = 0 } = entry
  const owner = { uid, gid, mtime }
  rootfs.makeDirectory(path, { ...owner, mode: 0o755 }, {})
  for (const item of items) {
    const target = joinPath(path, item.path)
    if (item.kind === 'directory') rootfs.makeDirectory(target, { ...owner, mode: 0o755 }, {})
    else if (item.kind === 'symlink') rootfs.symlink(target, item.target, owner)
    else rootfs.writeFile(target, item.bytes, { ...owner, mode: item.kind === 'program' ? 0o755 : 0o644 })
  }
}
