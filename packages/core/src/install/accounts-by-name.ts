import type { PackageEntry } from '@nacre/apk'
import type { Content } from '../rootfs/content.ts'
import { inode } from '../rootfs/node.ts'
import type { RootFs } from '../rootfs/rootfs.ts'

/**
 * Ids of named owners, as the tree's own `/etc/passwd` and `/etc/group` have them at that moment: apk looks an
 * archive's owner up by name in the target root and falls back on the number; `root` is always 0.
 */
export class Accounts {
  readonly #users: NameTable
  readonly #groups: NameTable

  constructor(rootfs: RootFs) {
    this.#users = new NameTable(rootfs, 'etc/passwd')
    this.#groups = new NameTable(rootfs, 'etc/group')
  }

  /** The ids that an entry's owner and group have in the tree. */
  owner(entry: PackageEntry): { uid: number; gid: number } {
    return { uid: this.#users.id(entry.uname) ?? entry.uid, gid: this.#groups.id(entry.gname) ?? entry.gid }
  }

  /** Reads the account files that were placed since; their content is not read while entries are placed. */
  async refresh(): Promise<void> {
    await this.#users.refresh()
    await this.#groups.refresh()
  }
}

class NameTable {
  readonly #rootfs: RootFs
  readonly #path: string
  #content: Content | undefined
  #ids = new Map<string, number>([['root', 0]])

  constructor(rootfs: RootFs, path: string) {
    this.#rootfs = rootfs
    this.#path = path
  }

  id(name: string): number | undefined {
    return this.#ids.get(name)
  }

  async refresh(): Promise<void> {
    const node = this.#rootfs.lookup(this.#path, { follow: true })
    const file = node === undefined ? undefined : inode(node)
    if (file?.kind !== 'file' || file.content === this.#content) return
    this.#content = file.content
    this.#ids = new Map([['root', 0]])
    for (const line of ((await this.#rootfs.readText(this.#path)) ?? '').split('\n')) {
      const [name, , id] = line.split(':')
      if (name && id !== undefined && /^\d+$/.test(id) && !this.#ids.has(name)) this.#ids.set(name, Number(id))
    }
  }
}
