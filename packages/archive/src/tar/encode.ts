import { ArchiveError } from '../error.ts'
import { type HeaderFields, OCTAL_7, OCTAL_11, putHeaderBlock } from './block.ts'
import { TAR_BLOCK, type TarHeaderInput, type TarType, tarPaddingLength } from './header.ts'
import { paxHeaderName, splitPath } from './path.ts'
import { formatPax } from './pax.ts'
import { encodeText } from './text.ts'

const typeflags: Readonly<Record<TarType, string>> = {
  file: '0',
  hardlink: '1',
  symlink: '2',
  char: '3',
  block: '4',
  directory: '5',
  fifo: '6',
}

/** Records that only say what a header field says; they are made from the fields, never taken over. */
const fieldRecords: ReadonlySet<string> = new Set([
  'path',
  'linkpath',
  'size',
  'uid',
  'gid',
  'uname',
  'gname',
  'mtime',
  'atime',
  'ctime',
])

/**
 * The header of an entry as bytes: one ustar block, or a PAX extended header and a block. Byte for byte what Go's `archive/tar` writes:
 * a ustar block whenever the fields fit (long paths split at a slash), else PAX records for the fields that do not;
 * `pax` records other than those of the fields themselves are always written, sorted.
 *
 * @throws ArchiveError `ERR_ARCHIVE_TAR_NAME` for an empty name or link target and one with NUL, `ERR_ARCHIVE_TAR_NUMBER` for a mode or device number that fits neither format, `ERR_ARCHIVE_TAR_PAX`
 */
export function encodeTarHeader(header: TarHeaderInput): Uint8Array {
  return encodeInto(header, (length) => new Uint8Array(length))
}

/** Encodes the header of an entry into memory, zeros until now, that is asked for once its length is known. */
export function encodeInto(header: TarHeaderInput, memory: (length: number) => Uint8Array): Uint8Array {
  const fields = fieldsOf(header)
  checkFields(fields)
  const records = recordsNeeded(fields, header.pax)
  if (records === undefined) return encodeBlock(fields, memory)
  // Where a long path is all, it may be split.
  const split = records.size === 1 && records.has('path') ? splitPath(fields.name) : undefined
  return split === undefined ? encodePax(fields, records, memory) : encodeBlock({ ...fields, ...split }, memory)
}

function encodeBlock(fields: HeaderFields, memory: (length: number) => Uint8Array): Uint8Array {
  const block = memory(TAR_BLOCK)
  putHeaderBlock(block, 0, fields, true)
  return block
}

function encodePax(
  fields: HeaderFields,
  records: ReadonlyMap<string, string>,
  memory: (length: number) => Uint8Array,
): Uint8Array {
  const extended = formatPax(records)
  const own = TAR_BLOCK + extended.length + tarPaddingLength(extended.length)
  const whole = memory(own + TAR_BLOCK)
  putHeaderBlock(whole, 0, { ...announcement, name: paxHeaderName(fields.name), size: extended.length }, false)
  whole.set(extended, TAR_BLOCK)
  putHeaderBlock(whole, own, onlyAscii(fields), true)
  return whole
}

/** The header of a PAX extended header: name and size are missing. */
const announcement: HeaderFields = {
  typeflag: 'x',
  name: '',
  prefix: '',
  mode: 0,
  uid: 0,
  gid: 0,
  size: 0,
  mtime: 0,
  linkname: '',
  uname: '',
  gname: '',
  devmajor: 0,
  devminor: 0,
}

const defaultModes: Partial<Record<TarType, number>> = { directory: 0o755, symlink: 0o777 }

function fieldsOf(header: TarHeaderInput): HeaderFields {
  const { type = 'file', name } = header
  return {
    typeflag: typeflags[type],
    name: type === 'directory' && name.endsWith('/') ? name.replace(/\/+$/, '') : name,
    prefix: '',
    mode: header.mode ?? defaultModes[type] ?? 0o644,
    uid: header.uid ?? 0,
    gid: header.gid ?? 0,
    size: type === 'file' ? (header.size ?? 0) : 0,
    mtime: header.mtime ?? 0,
    linkname: header.linkname ?? '',
    uname: header.uname ?? '',
    gname: header.gname ?? '',
    devmajor: header.devmajor ?? 0,
    devminor: header.devminor ?? 0,
  }
}

function checkFields(fields: HeaderFields): void {
  const { typeflag, name, linkname } = fields
  checkText(name, name)
  checkText(linkname, name)
  checkText(fields.uname, name)
  checkText(fields.gname, name)
  if (name === '' || (name.endsWith('/') && typeflag !== '5')) {
    throw new ArchiveError(
      'ERR_ARCHIVE_TAR_NAME',
      `writing a tar header: the name ${JSON.stringify(name)} is empty or ends in a slash without being a directory's; give the path of the entry`,
      { details: { name } },
    )
  }
  if (linkname === '' && (typeflag === '1' || typeflag === '2')) {
    throw new ArchiveError(
      'ERR_ARCHIVE_TAR_NAME',
      `writing the tar header of ${JSON.stringify(name)}: the link has no target; give linkname`,
      { details: { name } },
    )
  }
  checkNumber('mode', fields.mode, 0, OCTAL_7, name)
  checkNumber('devmajor', fields.devmajor, 0, OCTAL_7, name)
  checkNumber('devminor', fields.devminor, 0, OCTAL_7, name)
  checkNumber('uid', fields.uid, 0, Number.MAX_SAFE_INTEGER, name)
  checkNumber('gid', fields.gid, 0, Number.MAX_SAFE_INTEGER, name)
  checkNumber('size', fields.size, 0, Number.MAX_SAFE_INTEGER, name)
  checkNumber('mtime', fields.mtime, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, name)
}

function checkText(text: string, name: string): void {
  if (!text.includes('\0')) return
  throw new ArchiveError(
    'ERR_ARCHIVE_TAR_NAME',
    `writing the tar header of ${JSON.stringify(name)}: a name holds a NUL; take it out`,
    { details: { name } },
  )
}

function checkNumber(field: keyof HeaderFields, value: number, lowest: number, highest: number, name: string): void {
  if (Number.isSafeInteger(value) && value >= lowest && value <= highest) return
  throw new ArchiveError(
    'ERR_ARCHIVE_TAR_NUMBER',
    `writing the tar header of ${JSON.stringify(name)}: the ${field} ${value} cannot be written; use a whole number in range`,
    { details: { name, field, value } },
  )
}

/** The records for fields that a block cannot hold unsplit, and those of the entry's own; undefined where there are none. */
function recordsNeeded(fields: HeaderFields, own: TarHeaderInput['pax']): Map<string, string> | undefined {
  let records: Map<string, string> | undefined
  const { name, linkname, uname, gname, uid, gid, size, mtime } = fields
  if (!fitsText(name, 100)) records = withRecord(records, 'path', name)
  if (!fitsText(linkname, 100)) records = withRecord(records, 'linkpath', linkname)
  if (!fitsText(uname, 32)) records = withRecord(records, 'uname', uname)
  if (!fitsText(gname, 32)) records = withRecord(records, 'gname', gname)
  if (!fitsNumber(uid, OCTAL_7)) records = withRecord(records, 'uid', String(uid))
  if (!fitsNumber(gid, OCTAL_7)) records = withRecord(records, 'gid', String(gid))
  if (!fitsNumber(size, OCTAL_11)) records = withRecord(records, 'size', String(size))
  if (!fitsNumber(mtime, OCTAL_11)) records = withRecord(records, 'mtime', String(mtime))
  if (own === undefined) return records
  for (const [key, value] of Object.entries(own)) {
    if (!fieldRecords.has(key) && !key.startsWith('GNU.sparse.')) records = withRecord(records, key, value)
  }
  return records
}

function withRecord(records: Map<string, string> | undefined, key: string, value: string): Map<string, string> {
  return (records ?? new Map<string, string>()).set(key, value)
}

function fitsText(text: string, length: number): boolean {
  return text.length <= length && isAscii(text)
}

function fitsNumber(value: number, greatest: number): boolean {
  return value >= 0 && value <= greatest
}

function onlyAscii(fields: HeaderFields): HeaderFields {
  const strip = (text: string) =>
    isAscii(text) ? text : String.fromCharCode(...encodeText(text).filter((byte) => byte < 128))
  return {
    ...fields,
    name: strip(fields.name),
    linkname: strip(fields.linkname),
    uname: strip(fields.uname),
    gname: strip(fields.gname),
  }
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false
  return true
}
