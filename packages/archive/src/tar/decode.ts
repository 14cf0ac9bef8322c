import { ArchiveError } from '../error.ts'
import type { TarRules } from './limits.ts'
import { parseTarNumber } from './number.ts'
import { decodeTextPart } from './text.ts'

/** The fields of one header block (POSIX.1-2017, pax, "ustar Header Block") before extended headers are applied. */
export interface RawHeader {
  readonly typeflag: string
  readonly name: string
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly size: number
  readonly mtime: number
  readonly linkname: string
  readonly uname: string
  readonly gname: string
  readonly devmajor: number
  readonly devminor: number
}

/**
 * Reads the header block of 512 bytes at `at`; undefined for a block of zeros. Of a block of metadata the texts are left out.
 *
 * @param offset where the block is in the archive, for messages
 * @throws ArchiveError `ERR_ARCHIVE_TAR_CHECKSUM`, `ERR_ARCHIVE_TAR_HEADER`, `ERR_ARCHIVE_TAR_NUMBER`
 */
export function decodeTarHeader(bytes: Uint8Array, at: number, offset: number, rules: TarRules): RawHeader | undefined {
  if (!checkChecksum(bytes, at, offset)) return undefined
  const { dialect } = rules
  const magic = magicOf(bytes, at)
  if (magic === 'none' && dialect === 'apk') {
    throw new ArchiveError(
      'ERR_ARCHIVE_TAR_HEADER',
      `reading the tar header at offset ${offset}: it lacks the magic "ustar"; make the archive with a ustar, pax or GNU tar writer`,
      { details: { offset } },
    )
  }
  const number = (field: string, start: number, length: number) => {
    const plain = plainOctal(bytes, at + start, length)
    return plain >= 0 ? plain : parseTarNumber(bytes, at + start, length, { field, offset, dialect })
  }
  const extended = magic !== 'none'
  const typeflag = String.fromCharCode(bytes[at + 156]!)
  const texts = !isMetaType(typeflag)
  const hasPrefix = texts && bytes[at + 345] !== 0 && (magic === 'posix' || (extended && dialect === 'apk'))
  const base = texts ? textField(bytes, at, 100) : ''
  return {
    typeflag,
    name: hasPrefix ? `${textField(bytes, at + 345, 155)}/${base}` : base,
    mode: number('mode', 100, 8),
    uid: number('uid', 108, 8),
    gid: number('gid', 116, 8),
    size: number('size', 124, 12),
    mtime: number('mtime', 136, 12),
    linkname: texts ? textField(bytes, at + 157, 100) : '',
    uname: extended && texts ? textField(bytes, at + 265, 32) : '',
    gname: extended && texts ? textField(bytes, at + 297, 32) : '',
    devmajor: extended ? number('devmajor', 329, 8) : 0,
    devminor: extended ? number('devminor', 337, 8) : 0,
  }
}

/** Typeflags that announce a block of metadata: PAX (POSIX.1-2017) `x` and `g`, GNU tar `L` and `K`. */
export function isMetaType(typeflag: string): boolean {
  return typeflag === 'x' || typeflag === 'g' || typeflag === 'L' || typeflag === 'K'
}

/** Whether the block has a checksum, which is right; false for a block of zeros. */
function checkChecksum(bytes: Uint8Array, at: number, offset: number): boolean {
  let sum = 0
  for (let i = at; i < at + 512; i += 8) {
    sum +=
      bytes[i]! +
      bytes[i + 1]! +
      bytes[i + 2]! +
      bytes[i + 3]! +
      bytes[i + 4]! +
      bytes[i + 5]! +
      bytes[i + 6]! +
      bytes[i + 7]!
  }
  if (sum === 0) return false
  // The field itself counts as eight spaces.
  for (let i = at + 148; i < at + 156; i++) sum += 32 - bytes[i]!
  const plain = plainOctal(bytes, at + 148, 8)
  if (plain === sum) return true
  const stated = plain >= 0 ? plain : parseTarNumber(bytes, at + 148, 8, { field: 'chksum', offset, dialect: 'pax' })
  if (stated === sum || stated === sum - 256 * highBytes(bytes, at)) return true
  throw new ArchiveError(
    'ERR_ARCHIVE_TAR_CHECKSUM',
    `reading the tar header at offset ${offset}: its checksum says ${stated}, its bytes add up to ${sum}; check that the file is a tar archive and fetch it again`,
    { details: { offset, stated, computed: sum } },
  )
}

/** Bytes that old writers, who added up signed bytes, took for 256 less. */
function highBytes(bytes: Uint8Array, at: number): number {
  let count = 0
  for (let i = at; i < at + 512; i++) if (bytes[i]! > 127 && (i < at + 148 || i >= at + 156)) count++
  return count
}

/** The value of a field of nothing but octal digits and what ends them; -1 for any other. */
function plainOctal(bytes: Uint8Array, start: number, length: number): number {
  const end = start + length
  let value = 0
  let i = start
  for (; i < end; i++) {
    const digit = bytes[i]! - 48
    if (digit < 0 || digit > 7) break
    value = value * 8 + digit
  }
  for (; i < end; i++) if (bytes[i] !== 0 && bytes[i] !== 32) return -1
  return value
}

function magicOf(bytes: Uint8Array, at: number): 'posix' | 'gnu' | 'none' {
  const ustar =
    bytes[at + 257] === 0x75 &&
    bytes[at + 258] === 0x73 &&
    bytes[at + 259] === 0x74 &&
    bytes[at + 260] === 0x61 &&
    bytes[at + 261] === 0x72
  if (!ustar) return 'none'
  return bytes[at + 262] === 0 ? 'posix' : 'gnu'
}

function textField(bytes: Uint8Array, start: number, length: number): string {
  let end = start
  while (end < start + length && bytes[end] !== 0) end++
  return decodeTextPart(bytes, start, end)
}
