import { concatBytes } from '../bytes.ts'
import { ArchiveError } from '../error.ts'
import { type HeaderFields, headerBlock } from './block.ts'
import { type TarHeaderInput, type TarType, tarPadding } from './header.ts'
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
  const fields = fieldsOf(header)
  const { records, ustar } = recordsNeeded(fields)
  let ustarFits = ustar
  for (const [key, value] of Object.entries(header.pax ?? {})) {
    if (fieldRecords.has(key) || key.startsWith('GNU.sparse.')) continue
    records.set(key, value)
    ustarFits = false
  }
  if (ustarFits) {
    const split = splitPath(fields.name)
    return headerBlock(split === undefined ? fields : { ...fields, name: split.name, prefix: split.prefix }, true)
  }
  const extended = formatPax(records)
  const announcement = headerBlock({ typeflag: 'x', name: paxHeaderName(fields.name), size: extended.length }, false)
  return concatBytes([announcement, extended, tarPadding(extended.length), headerBlock(onlyAscii(fields), true)])
}

type Fields = Required<Omit<HeaderFields, 'prefix'>>

function fieldsOf(header: TarHeaderInput): Fields {
  const type = header.type ?? 'file'
  const name = type === 'directory' ? header.name.replace(/\/+$/, '') : header.name
  const fields: Fields = {
    typeflag: typeflags[type],
    name,
    mode: header.mode ?? (type === 'directory' ? 0o755 : type === 'symlink' ? 0o777 : 0o644),
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
  checkFields(fields)
  return fields
}

function checkFields(fields: Fields): void {
  const { name } = fields
  for (const text of [name, fields.linkname, fields.uname, fields.gname]) {
    if (!text.includes('\0')) continue
    throw new ArchiveError(
      'ERR_ARCHIVE_TAR_NAME',
      `writing the tar header of ${JSON.stringify(name)}: a name holds a NUL; take it out`,
      { details: { name } },
    )
  }
  if (name === '' || (name.endsWith('/') && fields.typeflag !== '5')) {
    throw new ArchiveError(
      'ERR_ARCHIVE_TAR_NAME',
      `writing a tar header: the name ${JSON.stringify(name)} is empty or ends in a slash without being a directory's; give the path of the entry`,
      { details: { name } },
    )
  }
  if (fields.linkname === '' && (fields.typeflag === '1' || fields.typeflag === '2')) {
    throw new ArchiveError(
      'ERR_ARCHIVE_TAR_NAME',
      `writing the tar header of ${JSON.stringify(name)}: the link has no target; give linkname`,
      { details: { name } },
    )
  }
  for (const field of ['mode', 'devmajor', 'devminor', 'uid', 'gid', 'size', 'mtime'] as const) {
    const value = fields[field]
    const extensible = field === 'uid' || field === 'gid' || field === 'size' || field === 'mtime'
    const lowest = field === 'mtime' ? Number.MIN_SAFE_INTEGER : 0
    if (Number.isSafeInteger(value) && value >= lowest && (extensible || value <= 0o7777777)) continue
    throw new ArchiveError(
      'ERR_ARCHIVE_TAR_NUMBER',
      `writing the tar header of ${JSON.stringify(name)}: the ${field} ${value} cannot be written; use a whole number in range`,
      { details: { name, field, value } },
    )
  }
}

/** The records for fields that a ustar block cannot hold, and whether one can hold them all. A long path that can be split is in the records, yet fits. */
function recordsNeeded(fields: Fields): { records: Map<string, string>; ustar: boolean } {
  const records = new Map<string, string>()
  let ustar = true
  const text = (key: string, value: string, length: number) => {
    if (value.length <= length && isAscii(value)) return
    records.set(key, value)
    if (key !== 'path' || splitPath(value) === undefined) ustar = false
  }
  const number = (key: string, value: number, digits: number) => {
    if (value >= 0 && value < 8 ** digits) return
    records.set(key, String(value))
    ustar = false
  }
  text('path', fields.name, 100)
  text('linkpath', fields.linkname, 100)
  text('uname', fields.uname, 32)
  text('gname', fields.gname, 32)
  number('uid', fields.uid, 7)
  number('gid', fields.gid, 7)
  number('size', fields.size, 11)
  number('mtime', fields.mtime, 11)
  return { records, ustar }
}

function onlyAscii(fields: Fields): Fields {
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
