import { decodeText, encodeText, fromBase64, type TarHeader, toHex } from '@nacre/archive'
import { ApkError } from '../error.ts'
import type { PackageEntry } from './package.ts'

const XATTR = 'SCHILY.xattr.'
const CHECKSUM = 'APK-TOOLS.checksum.SHA1'
const NO_XATTRS: Readonly<Record<string, Uint8Array>> = Object.freeze({})

/**
 * The entry that a tar header of the data segment describes.
 *
 * @throws ApkError ERR_APK_ENTRY_PAX a record that programs read differently; ERR_APK_ENTRY_CHECKSUM_FORMAT
 */
export function entryOf(header: TarHeader, offset: number): PackageEntry {
  const { name, pax } = header
  const checksum = pax[CHECKSUM]
  return {
    name,
    type: header.type,
    mode: header.mode & 0o7777,
    uid: header.uid,
    gid: header.gid,
    uname: header.uname,
    gname: header.gname,
    size: header.size,
    mtime: header.mtime,
    linkname: header.linkname,
    devmajor: header.devmajor,
    devminor: header.devminor,
    xattrs: readXattrs(name, pax, header.size),
    ...(checksum === undefined ? undefined : { checksum: sha1Hex(name, checksum) }),
    offset,
  }
}

/** The PAX records that describe an entry, to be written with it. */
export function paxRecords(entry: Pick<PackageEntry, 'checksum' | 'xattrs'>): Record<string, string> {
  const records: Record<string, string> = {}
  if (entry.checksum !== undefined) records[CHECKSUM] = entry.checksum
  for (const [name, value] of Object.entries(entry.xattrs)) records[XATTR + name] = decodeText(value)
  return records
}

function readXattrs(name: string, pax: Readonly<Record<string, string>>, size: number): Record<string, Uint8Array> {
  let xattrs: Record<string, Uint8Array> | undefined
  for (const key in pax) {
    const value = pax[key] ?? ''
    if (key.startsWith(XATTR)) {
      xattrs ??= {}
      xattrs[key.slice(XATTR.length)] = encodeText(value)
    } else if (key === 'size' && value !== String(size)) {
      // apk-tools ignores the record and trusts the header; other readers do the opposite.
      throw paxFault(name, key, `says ${JSON.stringify(value)} where the header says ${size}`)
    }
  }
  return xattrs ?? NO_XATTRS
}

function sha1Hex(name: string, text: string): string {
  if (/^[0-9a-f]{40}$/i.test(text)) return text.toLowerCase()
  // apko accepts the notation of the index here.
  if (/^Q1[A-Za-z0-9+/]{27}=$/.test(text)) return toHex(fromBase64(text.slice(2)))
  throw new ApkError(
    'ERR_APK_ENTRY_CHECKSUM_FORMAT',
    `Reading the entry ${JSON.stringify(name)}: its checksum record ${JSON.stringify(text.slice(0, 60))} is no SHA-1 in hex. Build the package again`,
    { details: { name, checksum: text.slice(0, 60) } },
  )
}

function paxFault(name: string, key: string, fault: string): ApkError {
  return new ApkError(
    'ERR_APK_ENTRY_PAX',
    `Reading the entry ${JSON.stringify(name)}: its PAX record ${key} ${fault}, which programs read differently. Build the package again without it`,
    { details: { name, key } },
  )
}
