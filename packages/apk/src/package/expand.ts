import { type Digest, digestOf, hashHex, scanTar } from '@nacre/archive'
import { checkContentHash, checkTargetHash } from './checksum.ts'
import { entryOf } from './entry-header.ts'
import type { ApkLimits } from './limits.ts'
import type { ExpandedPackage, PackageEntry } from './package.ts'
import { PathGuard, type PathRules } from './path-guard.ts'

const NOTHING = new Uint8Array(0)

/** Lists the entries of a plain data tar and verifies each against its checksum. */
export function expandTar(tar: Uint8Array, limits: ApkLimits, rules: PathRules, signal?: AbortSignal): ExpandedPackage {
  const guard = new PathGuard(rules)
  const entries: PackageEntry[] = []
  for (const { header, offset } of scanTar(tar, { dialect: 'apk', maxEntries: limits.entries, maxSize: limits.data })) {
    const entry = entryOf(header, offset)
    if (!guard.admit(entry)) continue
    signal?.throwIfAborted()
    if (entry.type === 'file' && entry.checksum !== undefined) {
      checkContentHash(entry, hashHex('sha1', tar.subarray(offset, offset + entry.size)))
    } else checkTargetHash(entry)
    entries.push(entry)
  }
  return expandedPackage(tar, entries)
}

/** Access to the contents of entries that lie in one plain array. */
export function expandedPackage(tar: Uint8Array, entries: readonly PackageEntry[]): ExpandedPackage {
  const byName = new Map(entries.map((entry) => [entry.name, entry]))
  const digests = new Map<number, Digest>()
  const fileOf = (entry: PackageEntry): PackageEntry | undefined => {
    let target: PackageEntry | undefined = entry
    while (target?.type === 'hardlink') target = byName.get(target.linkname)
    return target?.type === 'file' ? target : undefined
  }
  const content = (entry: PackageEntry): Uint8Array => {
    const file = fileOf(entry)
    return file === undefined ? NOTHING : tar.subarray(file.offset, file.offset + file.size)
  }
  const digest = (entry: PackageEntry): Digest => {
    const key = fileOf(entry)?.offset ?? -1
    let known = digests.get(key)
    if (known === undefined) {
      known = digestOf(content(entry))
      digests.set(key, known)
    }
    return known
  }
  return { tar, entries, content, digest }
}
