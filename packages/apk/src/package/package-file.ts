import { encodeText, hash, toHex } from '@nacre/archive'
import { ApkError } from '../error.ts'
import type { PackageEntry, PackageEntryType } from './package.ts'
import { isPlainPath } from './path-guard.ts'

/** A path to be put into a package. What is left out has a default that does not depend on the machine. */
export interface PackageFile {
  /** Path relative to the root; a leading slash, and a trailing one for directories, are allowed and dropped. */
  name: string
  /** Default: `symlink` with a `linkname`, `directory` for a name that ends in a slash, else `file`. */
  type?: PackageEntryType
  /** Content of a file; text is written as UTF-8. Default: none. */
  content?: Uint8Array | string
  /** Default 0o644; 0o755 for directories, 0o777 for symlinks. */
  mode?: number
  /** Default 0. */
  uid?: number
  /** Default 0. */
  gid?: number
  /** Name of the owner, which clients prefer to the number. Default `root` for 0, else empty. */
  uname?: string
  /** Name of the group. Default `root` for 0, else empty. */
  gname?: string
  /** Seconds since 1970. Default: the build time of the package. */
  mtime?: number
  /** Target of a symlink, or path of the file that a hard link names. */
  linkname?: string
  devmajor?: number
  devminor?: number
  xattrs?: Readonly<Record<string, Uint8Array>>
}

/** Files as a list, or by path: content, or all there is to say. */
export type PackageFiles =
  | Iterable<PackageFile>
  | Readonly<Record<string, string | Uint8Array | Omit<PackageFile, 'name'>>>

/** A path of a package about to be written. */
export interface PreparedFile {
  readonly entry: PackageEntry
  readonly content: Uint8Array
}

const NOTHING = new Uint8Array(0)

/**
 * Files in the order in which they are written: sorted by path, parents that are missing added, hard links last so that their
 * targets precede them (apk-tools, path rules).
 *
 * @throws ApkError ERR_APK_ENTRY_NAME, ERR_APK_ENTRY_DUPLICATE, ERR_APK_ENTRY_LINK, ERR_APK_ENTRY_BENEATH_LINK
 */
export function prepareFiles(files: PackageFiles, buildTime: number): PreparedFile[] {
  const prepared = new Map<string, PreparedFile>()
  for (const file of fileList(files)) {
    const one = prepareFile(file, buildTime)
    if (prepared.has(one.entry.name))
      throw fileFault('ERR_APK_ENTRY_DUPLICATE', one.entry.name, 'the path is given twice')
    prepared.set(one.entry.name, one)
  }
  for (const name of [...prepared.keys()]) addParents(prepared, name, buildTime)
  for (const { entry } of prepared.values()) {
    if (entry.type === 'hardlink' && prepared.get(entry.linkname)?.entry.type !== 'file') {
      throw fileFault(
        'ERR_APK_ENTRY_LINK',
        entry.name,
        `its target ${JSON.stringify(entry.linkname)} is no file of the package`,
      )
    }
  }
  const sorted = [...prepared.values()].sort((a, b) => (a.entry.name < b.entry.name ? -1 : 1))
  const links = sorted.filter(({ entry }) => entry.type === 'hardlink')
  return [...sorted.filter(({ entry }) => entry.type !== 'hardlink'), ...links]
}

function* fileList(files: PackageFiles): Generator<PackageFile> {
  if (Symbol.iterator in files) {
    yield* files as Iterable<PackageFile>
    return
  }
  for (const [name, file] of Object.entries(files)) {
    yield typeof file === 'string' || file instanceof Uint8Array ? { name, content: file } : { ...file, name }
  }
}

function addParents(prepared: Map<string, PreparedFile>, name: string, buildTime: number): void {
  for (let slash = name.lastIndexOf('/'); slash > 0; slash = name.lastIndexOf('/', slash - 1)) {
    const parent = name.slice(0, slash)
    const existing = prepared.get(parent)
    if (existing === undefined) prepared.set(parent, prepareFile({ name: parent, type: 'directory' }, buildTime))
    else if (existing.entry.type !== 'directory') {
      throw fileFault(
        'ERR_APK_ENTRY_BENEATH_LINK',
        name,
        `its parent ${JSON.stringify(parent)} is a ${existing.entry.type}`,
      )
    }
  }
}

function prepareFile(file: PackageFile, buildTime: number): PreparedFile {
  const type = file.type ?? (file.linkname !== undefined ? 'symlink' : file.name.endsWith('/') ? 'directory' : 'file')
  const name = plainName(file.name)
  const content = type === 'file' ? bytesOf(file.content) : NOTHING
  const linkname =
    type === 'hardlink' ? plainName(file.linkname ?? '') : type === 'symlink' ? (file.linkname ?? '') : ''
  const { uid = 0, gid = 0 } = file
  const hashed = type === 'file' ? content : type === 'symlink' ? encodeText(linkname) : undefined
  const entry: PackageEntry = {
    name,
    type,
    mode: file.mode ?? (type === 'directory' ? 0o755 : type === 'symlink' ? 0o777 : 0o644),
    uid,
    gid,
    uname: file.uname ?? (uid === 0 ? 'root' : ''),
    gname: file.gname ?? (gid === 0 ? 'root' : ''),
    size: content.length,
    mtime: file.mtime ?? buildTime,
    linkname,
    devmajor: file.devmajor ?? 0,
    devminor: file.devminor ?? 0,
    xattrs: file.xattrs ?? {},
    ...(hashed === undefined ? undefined : { checksum: toHex(hash('sha1', hashed)) }),
    offset: 0,
  }
  return { entry, content }
}

function bytesOf(content: Uint8Array | string | undefined): Uint8Array {
  if (content === undefined) return NOTHING
  return typeof content === 'string' ? new TextEncoder().encode(content) : content
}

function plainName(given: string): string {
  const name = given.replace(/^\/+/, '').replace(/\/+$/, '')
  // apk skips names that begin with a dot without a word.
  if (isPlainPath(name) && !name.startsWith('.')) return name
  throw fileFault(
    'ERR_APK_ENTRY_NAME',
    given,
    'the path is empty, begins with a dot or holds .., empty parts or control characters',
  )
}

function fileFault(
  code: 'ERR_APK_ENTRY_NAME' | 'ERR_APK_ENTRY_DUPLICATE' | 'ERR_APK_ENTRY_LINK' | 'ERR_APK_ENTRY_BENEATH_LINK',
  name: string,
  fault: string,
): ApkError {
  return new ApkError(
    code,
    `Writing the entry ${JSON.stringify(name)}: ${fault}, so clients would refuse or skip it. Correct the list of files`,
    {
      details: { name },
    },
  )
}
