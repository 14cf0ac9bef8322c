import type { PackageEntry } from '@nacre/apk'
import { hash, toHex } from '@nacre/archive'
import type { ImageError } from '../error.ts'
import type { ExpandedPackage } from '../fetch/expanded-package.ts'
import { inode, type Node, type SymlinkNode } from '../rootfs/node.ts'
import type { ConflictRules } from './conflict.ts'
import { conflictError } from './conflict-error.ts'

/** Whose file stays, as apko 1.2 decides it: equal content is no conflict, `replaces` is compared as plain text. */
export class ApkoConflicts implements ConflictRules {
  readonly needsChecksum = true
  readonly keptTakesXattrs = true
  readonly #packages: readonly ExpandedPackage[]

  constructor(packages: readonly ExpandedPackage[]) {
    this.#packages = packages
  }

  sameLink(node: SymlinkNode, entry: PackageEntry): boolean {
    return node.target === entry.linkname
  }

  replaces(path: string, node: Node, claimant: ExpandedPackage, entry: PackageEntry): boolean {
    if (entry.type === 'hardlink') throw this.#conflict(path, node, claimant)
    const { owner } = inode(node)
    if (owner === undefined) return this.#overBuild(path, node, claimant, entry)
    const holder = this.#packages[owner]!
    if (checksumOf(node) === entry.checksum) return false
    if (holder.info.replaces.includes(claimant.info.name)) return false
    if (claimant.info.replaces.includes(holder.info.name)) return true
    if (claimant.info.origin === holder.info.origin) return true
    throw this.#conflict(path, node, claimant)
  }

  settle(): void {}

  #overBuild(path: string, node: Node, claimant: ExpandedPackage, entry: PackageEntry): boolean {
    const own = inode(node)
    if (own.kind === 'file' && own.content.kind === 'bytes' && own.content.size > 0) {
      if (toHex(hash('sha1', own.content.bytes)) === entry.checksum) return false
    }
    throw this.#conflict(path, node, claimant)
  }

  #conflict(path: string, node: Node, claimant: ExpandedPackage): ImageError {
    const { owner } = inode(node)
    const holder = owner === undefined ? undefined : this.#packages[owner]
    return conflictError([{ path, holder, claimant }])
  }
}

function checksumOf(node: Node): string | undefined {
  const own = inode(node)
  return own.kind === 'file' || own.kind === 'symlink' ? own.checksum : undefined
}
