import type { RootFs } from '../rootfs/rootfs.ts'

/** Names of ids, as the tree's own account files have them. */
export interface OwnerNames {
  user(uid: number): string
  group(gid: number): string
}

/** Reads `etc/passwd` and `etc/group` of the tree: the last line with an id wins, unknown ids have no name. */
export async function ownerNames(rootfs: RootFs): Promise<OwnerNames> {
  const users = byId((await rootfs.readText('etc/passwd')) ?? '')
  const groups = byId((await rootfs.readText('etc/group')) ?? '')
  return { user: (uid) => users.get(uid) ?? '', group: (gid) => groups.get(gid) ?? '' }
}

function byId(text: string): Map<number, string> {
  const names = new Map<number, string>()
  for (const line of text.split('\n')) {
    const [name, , id] = line.split(':')
    if (name !== undefined && id !== undefined && /^\d+$/.test(id)) names.set(Number(id), name)
  }
  return names
}
