import { contentBytes } from '../rootfs/content.ts'
import { inode } from '../rootfs/node.ts'
import type { RootFs } from '../rootfs/rootfs.ts'

/** The bytes of a file, links followed: at once where they are in memory, as a promise where they have to be fetched. */
export function readNow(rootfs: RootFs, path: string): Uint8Array | Promise<Uint8Array> | undefined {
  const found = rootfs.lookup(path, { follow: true })
  const node = found === undefined ? undefined : inode(found)
  if (node?.kind !== 'file') return undefined
  return contentBytes(node.content)
}
