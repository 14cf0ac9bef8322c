import { ArchiveError } from '../error.ts'
import type { TarRules } from './limits.ts'
import { parseTarNumber } from './number.ts'
import { decodeText } from './text.ts'

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
 * Reads a header block of 512 bytes; undefined for a block of zeros.
 *
 * @throws ArchiveError `ERR_ARCHIVE_TAR_CHECKSUM`, `ERR_ARCHIVE_TAR_HEADER`, `ERR_ARCHIVE_TAR_NUMBER`
 */
export function decodeTarHeader(block: Uint8Array, offset: number, rules: TarRules): RawHeader | undefined {
  const sum = checkChecksum(block, offset)
  if (sum === 0) return undefined
  const { dialect } = rules
  const magic = magicOf(block)
  if (magic === 'none' && dialect === 'apk') {
    throw new ArchiveError(
      'ERR_ARCHIVE_TAR_HEADER',
      `reading the tar header at offset ${offset}: it lacks the magic "ustar"; make the archive with a ustar, pax or GNU tar writer`,
      { details: { offset } },
    )
  }
  const number = (field: string, start: number, length: number) =>
    parseTarNumber(block, start, length, { field, offset, dialect })
  const extended = magic !== 'none'
  const hasPrefix = block[345] !== 0 && (magic === 'posix' || (extended && dialect === 'apk'))
  const typeflag = String.fromCharCode(block[156]!)
  const base = textField(block, 0, 100)
  return {
    typeflag,
    name: hasPrefix && typeflag !== 'x' && typeflag !== 'g' ? `${textField(block, 345, 155)}/${base}` : base,
    mode: number('mode', 100, 8),
    uid: number('uid', 108, 8),
    gid: number('gid', 116, 8),
    size: number('size', 124, 12),
    mtime: number('mtime', 136, 12),
    linkname: textField(block, 157, 100),
    uname: extended ? textField(block, 265, 32) : '',
    gname: extended ? textField(block, 297, 32) : '',
    devmajor: extended ? number('devmajor', 329, 8) : 0,
    devminor: extended ? number('devminor', 337, 8) : 0,
  }
}

/** The stated checksum, which is right; 0 only for a block of zeros. */
function checkChecksum(block: Uint8Array, offset: number): number {
  let sum = 0
  let signed = 0
  for (let i = 0; i < 512; i++) {
    const byte = i >= 148 && i < 156 ? 32 : block[i]!
    sum += byte
    signed += byte < 128 ? byte : byte - 256
  }
  // Eight spaces stand in for the checksum: a block of zeros adds up to 256.
  if (sum === 256 && block.subarray(148, 156).every((byte) => byte === 0)) return 0
  const stated = parseTarNumber(block, 148, 8, { field: 'chksum', offset, dialect: 'pax' })
  if (stated !== sum && stated !== signed) {
    throw new ArchiveError(
      'ERR_ARCHIVE_TAR_CHECKSUM',
      `reading the tar header at offset ${offset}: its checksum says ${stated}, its bytes add up to ${sum}; check that the file is a tar archive and fetch it again`,
      { details: { offset, stated, computed: sum } },
    )
  }
  return stated
}

function magicOf(block: Uint8Array): 'posix' | 'gnu' | 'none' {
  const ustar =
    block[257] === 0x75 && block[258] === 0x73 && block[259] === 0x74 && block[260] === 0x61 && block[261] === 0x72
  if (!ustar) return 'none'
  return block[262] === 0 ? 'posix' : 'gnu'
}

function textField(block: Uint8Array, start: number, length: number): string {
  if (block[start] === 0) return ''
  const zero = block.indexOf(0, start)
  return decodeText(block.subarray(start, zero < 0 || zero > start + length ? start + length : zero))
}
