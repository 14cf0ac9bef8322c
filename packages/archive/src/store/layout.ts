import { join, sep } from 'node:path'
import { entryName } from './key.ts'
import type { Owner } from './owner.ts'
import { temporaryName, temporaryPrefix } from './temporary.ts'

/**
 * Where a store keeps what:
 * `entries/NAMESPACE/NAME` the entries: making 450 folders of a few each took 40 ms of a cold build;
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
    return `${this.entries}${sep}${namespace}${sep}${entryName(namespace, key)}`
  }

  /** A new name in the temporary folder. */
  newTemporary(): string {
    return `${this.temporary}${sep}${temporaryName(this.#prefix, this.#count++)}`
  }
}
