import { ApkError } from '../error.ts'
import type { PackageEntry, PackageEntryType } from './package.ts'

/** What {@link PathGuard} lets through. */
export interface PathRules {
  /** Accept character and block devices and FIFOs. Default false: no package of a distribution carries any. */
  allowDevices?: boolean
}

/**
 * Watches over the entries of one data segment. Sources: apk-tools path rules; the rest guards those who unpack.
 *
 * Codes: ERR_APK_ENTRY_NAME a name that is absolute, not plain, or holds `..` or control characters; ERR_APK_ENTRY_DUPLICATE one path
 * twice; ERR_APK_ENTRY_BENEATH_LINK a path below something that is no directory; ERR_APK_ENTRY_LINK a hard link to what did not come
 * before; ERR_APK_ENTRY_DEVICE; ERR_APK_SEGMENT_ENTRY a control or signature entry among the data.
 */
export class PathGuard {
  readonly #seen = new Map<string, PackageEntryType>()
  readonly #allowDevices: boolean

  constructor(rules: PathRules) {
    this.#allowDevices = rules.allowDevices === true
  }

  /** Checks the next entry; false for one that apk skips: a top-level dot name. */
  admit(entry: PackageEntry): boolean {
    const { name, type } = entry
    if (name.startsWith('.') && !name.includes('/') && name !== '..' && name !== '.') {
      if (name === '.PKGINFO' || name.startsWith('.SIGN.')) throw misplaced(name)
      return false
    }
    if (!isPlainPath(name)) throw nameFault(name)
    this.#checkParents(name)
    const before = this.#seen.get(name)
    if (before !== undefined) throw duplicate(name)
    if (type === 'hardlink') this.#checkTarget(name, entry.linkname)
    if ((type === 'char' || type === 'block' || type === 'fifo') && !this.#allowDevices) throw device(name, type)
    this.#seen.set(name, type)
    return true
  }

  #checkParents(name: string): void {
    let slash = name.lastIndexOf('/')
    while (slash > 0) {
      const parent = name.slice(0, slash)
      const type = this.#seen.get(parent)
      if (type === 'directory') return
      if (type !== undefined) throw beneath(name, parent, type)
      slash = name.lastIndexOf('/', slash - 1)
    }
  }

  #checkTarget(name: string, target: string): void {
    const type = this.#seen.get(target)
    if (type !== undefined && type !== 'directory') return
    throw new ApkError(
      'ERR_APK_ENTRY_LINK',
      `Reading the entry ${JSON.stringify(name)}: it is a hard link to ${JSON.stringify(target)}, which no earlier file of the package is. Build the package again`,
      { details: { name, target } },
    )
  }
}

/** Whether a path is relative, without empty, `.` or `..` parts, and free of control characters. */
export function isPlainPath(path: string): boolean {
  let start = 0
  for (let index = 0; index <= path.length; index++) {
    const code = index === path.length ? 47 : path.charCodeAt(index)
    if (code < 32 || code === 127) return false
    if (code !== 47) continue
    const length = index - start
    if (length === 0) return false
    if (path.charCodeAt(start) === 46 && (length === 1 || (length === 2 && path.charCodeAt(start + 1) === 46)))
      return false
    start = index + 1
  }
  return true
}

function nameFault(name: string): ApkError {
  return new ApkError(
    'ERR_APK_ENTRY_NAME',
    `Reading the entry ${JSON.stringify(name.slice(0, 200))}: its name is absolute, begins with ./ or holds .., empty parts or control characters, so clients refuse or skip it. Build the package again with plain relative names`,
    { details: { name: name.slice(0, 200) } },
  )
}

function misplaced(name: string): ApkError {
  return new ApkError(
    'ERR_APK_SEGMENT_ENTRY',
    `Reading the data segment: it holds ${name}, which belongs into an earlier segment. The package was put together wrongly, or to deceive`,
    { details: { segment: 'data', name } },
  )
}

function duplicate(name: string): ApkError {
  return new ApkError(
    'ERR_APK_ENTRY_DUPLICATE',
    `Reading the entry ${JSON.stringify(name)}: the package holds that path twice, and programs differ on which counts. Build the package again`,
    { details: { name } },
  )
}

function beneath(name: string, parent: string, type: PackageEntryType): ApkError {
  return new ApkError(
    'ERR_APK_ENTRY_BENEATH_LINK',
    `Reading the entry ${JSON.stringify(name)}: its parent ${JSON.stringify(parent)} is a ${type} in the same package, which would lead the file elsewhere. Build the package again`,
    { details: { name, parent, type } },
  )
}

function device(name: string, type: PackageEntryType): ApkError {
  return new ApkError(
    'ERR_APK_ENTRY_DEVICE',
    `Reading the entry ${JSON.stringify(name)}: it is a ${type}, which packages have no business to carry. Set allowDevices if you trust the package`,
    { details: { name, type } },
  )
}
