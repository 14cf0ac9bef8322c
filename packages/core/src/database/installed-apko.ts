import type { PackageEntry } from '@nacre/apk'
import { concatBytes } from '@nacre/archive'
import type { InstalledPackage } from '../install/install.ts'
import { rootAttributes } from '../install/refusal.ts'
import { visibleEntries } from '../install/visible-entries.ts'
import { compareNames, normalizePath, splitPath } from '../rootfs/path.ts'
import { checksumText } from './checksum-text.ts'

/** The installed database as apko 1.2 writes it: records in install order. */
export function apkoInstalledBytes(installed: readonly InstalledPackage[]): Uint8Array {
  return concatBytes(installed.flatMap(recordPieces))
}

const encoder = new TextEncoder()
const newline: Uint8Array = Uint8Array.of(10)

// Header lines, file lines, and the empty line that ends the record.
function recordPieces(one: InstalledPackage): Uint8Array[] {
  return [encoder.encode(`${headerLines(one).join('\n')}\n`), fileLines(one), newline]
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

function fileLines({ package: pkg, entries, whole, lost }: InstalledPackage): Uint8Array {
  if (whole && pkg.known?.fileLines !== undefined) return pkg.known.fileLines
  const listed = entries.filter((entry) => !lost(entry))
  const root = unusualRoot(listed)
  if (root !== undefined) throw rootAttributes(pkg, root)
  return encoder.encode(databaseLines(listed))
}

/**
 * The lines of directories and files where none is lost to another package; nothing where apko's database cannot say what the root
 * directory is like.
 */
export function wholeFileLines(entries: readonly PackageEntry[]): Uint8Array | undefined {
  const listed = visibleEntries(entries, 'skip-leading')
  return unusualRoot(listed) === undefined ? encoder.encode(databaseLines(listed)) : undefined
}

function unusualRoot(listed: readonly PackageEntry[]): PackageEntry | undefined {
  return listed.find((entry) => !isUsualDirectory(entry) && normalizePath(entry.name) === '')
}

/** What the database tells of one entry. */
export type ListedEntry = Pick<PackageEntry, 'name' | 'type' | 'mode' | 'uid' | 'gid' | 'checksum'>

function isUsualDirectory({ uid, gid, mode }: ListedEntry): boolean {
  return uid === 0 && gid === 0 && mode === 0o755
}

/**
 * The lines of directories and files: by directory, files before the directories beside them; what has no entry for its directory is
 * left out.
 */
export function databaseLines(listed: readonly ListedEntry[]): string {
  const directories = new Map<string, Siblings>()
  let lines = ''
  for (const entry of listed) {
    const path = normalizePath(entry.name)
    if (path === '') {
      lines += directoryLines(entry, path)
      continue
    }
    const { directory, name } = splitPath(path)
    const siblings = directories.get(directory) ?? { files: [], directories: [] }
    if (siblings.files.length + siblings.directories.length === 0) directories.set(directory, siblings)
    siblings[entry.type === 'directory' ? 'directories' : 'files'].push({ entry, path, name })
  }
  const visit = (directory: string): void => {
    const siblings = directories.get(directory)
    if (siblings === undefined) return
    directories.delete(directory)
    if (siblings.files.length > 0 && lines === '') lines = 'F:\n'
    for (const { entry, name } of siblings.files.sort(byName)) lines += linesOfFile(entry, name)
    for (const { entry, path } of siblings.directories.sort(byName)) {
      lines += directoryLines(entry, path)
      visit(path)
    }
  }
  visit('')
  return lines
}

/** What a directory holds. */
interface Siblings {
  readonly files: Listed[]
  readonly directories: Listed[]
}

interface Listed {
  readonly entry: ListedEntry
  readonly path: string
  readonly name: string
}

function byName(a: Listed, b: Listed): number {
  return compareNames(a.name, b.name)
}

function directoryLines(entry: ListedEntry, path: string): string {
  return isUsualDirectory(entry) ? `F:${path}\n` : `F:${path}\nM:${ownerAndMode(entry)}\n`
}

function linesOfFile(entry: ListedEntry, name: string): string {
  const { uid, gid, mode, checksum } = entry
  const access = uid === 0 && gid === 0 && mode === 0o644 ? '' : `a:${ownerAndMode(entry)}\n`
  return `R:${name}\n${access}${checksum === undefined ? '' : `Z:${checksumText(checksum)}\n`}`
}

function ownerAndMode({ uid, gid, mode }: ListedEntry): string {
  return `${uid}:${gid}:${mode.toString(8).padStart(4, '0')}`
}
