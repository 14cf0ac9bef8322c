import { join, sep } from 'node:path'
import { entryName } from './key.ts'
import type { Owner } from './owner.ts'
import { temporaryName, temporaryPrefix } from './temporary.ts'

/**
 * Where a store keeps what:
 * `entries/NAMESPACE/XX/REST` the entries, XX and REST being the entry's name;
 * `temporary/` what is being written or removed, on the same file system as `entries`, so that a rename moves it;
 * `usage` and `eviction.lock` the bookkeeping of the size.
 */
export class StoreLayout {
  readonly root: string
  readonly entries: string
  readonly temporary: string
  readonly usage: string
  readonly lock: string
  readonly #prefix: string
  #count = 0

  constructor(root: string, owner: Owner) {
    this.root = root
    this.entries = join(root, 'entries')
    this.temporary = join(root, 'temporary')
    this.usage = join(root, 'usage')
    this.lock = join(root, 'eviction.lock')
    this.#prefix = temporaryPrefix(owner)
  }

  /** The file of an entry. */
  entry(namespace: string, key: string): string {
    const name = entryName(namespace, key)
    return join(this.entries, namespace, name.slice(0, 2), name.slice(2))
  }

  /** A new name in the temporary folder. */
  newTemporary(): string {
    return `${this.temporary}${sep}${temporaryName(this.#prefix, this.#count++)}`
  }
}
