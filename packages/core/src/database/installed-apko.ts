import type { PackageEntry } from '@nacre/apk'
import { fromHex, toBase64 } from '@nacre/archive'
import type { InstalledPackage } from '../install/install.ts'
import { rootAttributes } from '../install/refusal.ts'
import { compareNames, normalizePath, splitPath } from '../rootfs/path.ts'

/** The installed database as apko 1.2 writes it: records in install order. */
export function apkoInstalledText(installed: readonly InstalledPackage[]): string {
  return installed.map(apkoInstalledRecord).join('')
}

/** One record: header lines, file lines, and the empty line that ends it. */
export function apkoInstalledRecord(one: InstalledPackage): string {
  return `${[...headerLines(one), ...fileLines(one)].join('\n')}\n\n`
}

function headerLines({ package: pkg }: InstalledPackage): string[] {
  const { info } = pkg
  return [
    `P:${info.name}`,
    `V:${info.version}`,
    `A:${info.arch ?? ''}`,
    `L:${info.license}`,
    `T:${info.description}`,
    `o:${info.origin}`,
    `m:${info.maintainer}`,
    `U:${info.url}`,
    `D:${info.depends.join(' ')}`,
    `p:${info.provides.join(' ')}`,
    ...(info.replaces.length > 0 ? [`r:${info.replaces.join(' ')}`] : []),
    `c:${info.commit}`,
    `i:[${info.installIf.join(' ')}]`,
    `t:${info.buildTime}`,
    `S:${pkg.size}`,
    `I:${info.installedSize}`,
    `k:${info.providerPriority}`,
    `C:${pkg.checksum}`,
  ]
}

function fileLines({ package: pkg, entries, lost }: InstalledPackage): string[] {
  const listed = entries.filter((entry) => !lost(entry))
  const root = listed.find((entry) => normalizePath(entry.name) === '' && !isUsualDirectory(entry))
  if (root !== undefined) throw rootAttributes(pkg, root)
  return databaseLines(listed)
}

/** What the database tells of one entry. */
export type ListedEntry = Pick<PackageEntry, 'name' | 'type' | 'mode' | 'uid' | 'gid' | 'checksum'>

function isUsualDirectory({ uid, gid, mode }: ListedEntry): boolean {
  return uid === 0 && gid === 0 && mode === 0o755
}

/** The lines of directories and files, in apko's order. */
export function databaseLines(listed: readonly ListedEntry[]): string[] {
  const lines: string[] = []
  let anyDirectory = false
  for (const { entry, path } of inDatabaseOrder(listed)) {
    if (entry.type === 'directory') {
      anyDirectory = true
      lines.push(`F:${path}`)
      if (!isUsualDirectory(entry)) lines.push(`M:${ownerAndMode(entry)}`)
      continue
    }
    if (!anyDirectory) lines.push('F:')
    anyDirectory = true
    lines.push(`R:${splitPath(path).name}`)
    if (entry.uid !== 0 || entry.gid !== 0 || entry.mode !== 0o644) lines.push(`a:${ownerAndMode(entry)}`)
    if (entry.checksum !== undefined) lines.push(`Z:Q1${toBase64(fromHex(entry.checksum))}`)
  }
  return lines
}

function ownerAndMode(entry: ListedEntry): string {
  return `${entry.uid}:${entry.gid}:${entry.mode.toString(8).padStart(4, '0')}`
}

interface Listed {
  readonly entry: ListedEntry
  readonly path: string
}

/** By directory, files before the directories beside them; what has no entry for its directory is left out. */
function inDatabaseOrder(entries: readonly ListedEntry[]): Listed[] {
  const children = new Map<string, Listed[]>()
  const ordered: Listed[] = []
  for (const entry of entries) {
    const path = normalizePath(entry.name)
    if (path === '') {
      ordered.push({ entry, path })
      continue
    }
    const { directory } = splitPath(path)
    const siblings = children.get(directory)
    if (siblings === undefined) children.set(directory, [{ entry, path }])
    else siblings.push({ entry, path })
  }
  const visit = (directory: string): void => {
    const siblings = children.get(directory) ?? []
    children.delete(directory)
    siblings.sort((a, b) => rank(a) - rank(b) || compareNames(a.path, b.path))
    for (const listed of siblings) {
      ordered.push(listed)
      if (listed.entry.type === 'directory') visit(listed.path)
    }
  }
  visit('')
  return ordered
}

function rank({ entry }: Listed): number {
  return entry.type === 'directory' ? 1 : 0
}
