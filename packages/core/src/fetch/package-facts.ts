import { isDeepStrictEqual } from 'node:util'
import type { ControlEntry, PackageEntry, PackageEntryType, PackageInfo } from '@nacre/apk'
import { concatBytes, fromBase64, toBase64 } from '@nacre/archive'
import type { ExpandedPackage } from './expanded-package.ts'

/** What a package says and holds, without its content. */
export type PackageFacts = Required<Pick<ExpandedPackage, 'checksum' | 'info' | 'control' | 'entries' | 'known'>>

/**
 * Facts are kept as four bytes with the length of a JSON text, little-endian; this JSON; what the control files hold, one after
 * another; and, if there are any, the lines of the installed database.
 */
interface Head {
  /** The identity of the package; the index may write it in another way. */
  readonly identity: string
  readonly info: PackageInfo
  /** Absent where it is the same. */
  readonly iniInfo?: PackageInfo
  readonly hasLines: boolean
  readonly control: readonly (Omit<ControlEntry, 'content'> & { readonly size: number })[]
  /** What the entries have, field by field; the name and one object for each entry would take twice as long to parse. */
  readonly name: readonly string[]
  readonly type: Column<PackageEntryType>
  readonly mode: Column<number>
  readonly uid: Column<number>
  readonly gid: Column<number>
  readonly uname: Column<string>
  readonly gname: Column<string>
  readonly size: Column<number>
  readonly mtime: Column<number>
  readonly linkname: Column<string>
  readonly devmajor: Column<number>
  readonly devminor: Column<number>
  readonly offset: Column<number>
  /** Empty where there is none. */
  readonly checksum: Column<string>
  /** Values in Base64; null where there are none. */
  readonly xattrs: Column<Readonly<Record<string, string>> | null>
}

/** A value for each entry, or the one that they all have. */
type Column<Value> = readonly Value[] | Value

/** Facts as bytes. */
export function encodeFacts({ checksum, info, control, entries, known }: PackageFacts): Uint8Array {
  const head: Head = {
    identity: checksum,
    info,
    ...(isDeepStrictEqual(known.iniInfo, info) ? {} : { iniInfo: known.iniInfo }),
    hasLines: known.fileLines !== undefined,
    control: control.map(({ content, ...header }) => ({ ...header, size: content.length })),
    name: entries.map(({ name }) => name),
    type: column(entries.map(({ type }) => type)),
    mode: column(entries.map(({ mode }) => mode)),
    uid: column(entries.map(({ uid }) => uid)),
    gid: column(entries.map(({ gid }) => gid)),
    uname: column(entries.map(({ uname }) => uname)),
    gname: column(entries.map(({ gname }) => gname)),
    size: column(entries.map(({ size }) => size)),
    mtime: column(entries.map(({ mtime }) => mtime)),
    linkname: column(entries.map(({ linkname }) => linkname)),
    devmajor: column(entries.map(({ devmajor }) => devmajor)),
    devminor: column(entries.map(({ devminor }) => devminor)),
    offset: column(entries.map(({ offset }) => offset)),
    checksum: column(entries.map(({ checksum = '' }) => checksum)),
    xattrs: column(entries.map(({ xattrs }) => encodeAttributes(xattrs))),
  }
  const json = new TextEncoder().encode(JSON.stringify(head))
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, json.length, true)
  return concatBytes([length, json, ...control.map(({ content }) => content), known.fileLines ?? new Uint8Array(0)])
}

/** Facts of bytes that {@link encodeFacts} has made; undefined for other bytes. */
export function decodeFacts(bytes: Uint8Array): PackageFacts | undefined {
  if (bytes.length < 4) return undefined
  const end = 4 + new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true)
  if (end > bytes.length) return undefined
  try {
    const head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, end))) as Head
    const { identity, info, iniInfo = info, hasLines } = head
    const control = decodeControl(head.control, bytes.subarray(end))
    const fileLines = bytes.subarray(end + control.reduce((sum, { content }) => sum + content.length, 0))
    const known = { iniInfo, ...(hasLines && { fileLines }) }
    return { checksum: identity, info, control, entries: decodeEntries(head), known }
  } catch {
    return undefined
  }
}

function decodeControl(headers: Head['control'], contents: Uint8Array): ControlEntry[] {
  let at = 0
  return headers.map(({ size, ...header }) => {
    const content = contents.subarray(at, at + size)
    if (content.length !== size) throw new RangeError('a control file ends early')
    at += size
    return { ...header, content }
  })
}

function decodeEntries(head: Head): PackageEntry[] {
  const names = head.name
  const count = names.length
  const types = values(head.type, count)
  const modes = values(head.mode, count)
  const uids = values(head.uid, count)
  const gids = values(head.gid, count)
  const unames = values(head.uname, count)
  const gnames = values(head.gname, count)
  const sizes = values(head.size, count)
  const mtimes = values(head.mtime, count)
  const linknames = values(head.linkname, count)
  const devmajors = values(head.devmajor, count)
  const devminors = values(head.devminor, count)
  const offsets = values(head.offset, count)
  const checksums = values(head.checksum, count)
  const xattrs = values(head.xattrs, count)
  const entries: PackageEntry[] = []
  for (let i = 0; i < count; i++) {
    const own = xattrs[i]!
    const checksum = checksums[i]!
    const entry: PackageEntry = {
      name: names[i]!,
      type: types[i]!,
      mode: modes[i]!,
      uid: uids[i]!,
      gid: gids[i]!,
      uname: unames[i]!,
      gname: gnames[i]!,
      size: sizes[i]!,
      mtime: mtimes[i]!,
      linkname: linknames[i]!,
      devmajor: devmajors[i]!,
      devminor: devminors[i]!,
      offset: offsets[i]!,
      xattrs: own === null ? none : decodeAttributes(own),
      checksum,
    }
    entries.push(checksum === '' ? withoutChecksum(entry) : entry)
  }
  return entries
}

const none: PackageEntry['xattrs'] = Object.freeze({})

function withoutChecksum({ checksum: _, ...rest }: PackageEntry): PackageEntry {
  return rest
}

function column<Value>(all: readonly Value[]): Column<Value> {
  return all.length > 1 && all.every((value) => value === all[0]) ? all[0]! : all
}

function values<Value extends string | number | object | null>(given: Column<Value>, count: number): readonly Value[] {
  if (!Array.isArray(given)) return new Array<Value>(count).fill(given as Value)
  if (given.length !== count) throw new RangeError('the columns have different lengths')
  return given
}

function encodeAttributes(xattrs: PackageEntry['xattrs']): Record<string, string> | null {
  const all = Object.entries(xattrs)
  return all.length === 0 ? null : Object.fromEntries(all.map(([name, value]) => [name, toBase64(value)]))
}

function decodeAttributes(xattrs: Readonly<Record<string, string>>): Record<string, Uint8Array> {
  return Object.fromEntries(Object.entries(xattrs).map(([name, value]) => [name, fromBase64(value)]))
}
