import { encodeText, hashHex } from '@nacre/archive'
import { ApkError } from '../error.ts'
import type { PackageEntry } from './package.ts'

/** Compares the hash of an entry's content, in hex, with its checksum record. @throws ApkError ERR_APK_ENTRY_CHECKSUM */
export function checkContentHash(entry: PackageEntry, hex: string): void {
  if (entry.checksum === undefined || entry.checksum === hex) return
  throw new ApkError(
    'ERR_APK_ENTRY_CHECKSUM',
    `Reading the entry ${JSON.stringify(entry.name)}: its content hashes to ${hex}, its record says ${entry.checksum}. The package is damaged; fetch or build it again`,
    { details: { name: entry.name, expected: entry.checksum, found: hex } },
  )
}

/** Checks the record of a symlink, which is over its target text. @throws ApkError ERR_APK_ENTRY_CHECKSUM */
export function checkTargetHash(entry: PackageEntry): void {
  if (entry.type === 'symlink' && entry.checksum !== undefined) {
    checkContentHash(entry, hashHex('sha1', encodeText(entry.linkname)))
  }
}

/** Compares the SHA-256 of the compressed data member, in hex, with `datahash`. @throws ApkError ERR_APK_DATA_HASH */
export function checkDataHash(name: string, expected: string, hex: string): void {
  if (hex === expected) return
  throw new ApkError(
    'ERR_APK_DATA_HASH',
    `Reading the files of ${name}: the data member hashes to ${hex}, the datahash says ${expected}. The package was changed or damaged; fetch it again from a place you trust`,
    { details: { name, expected, found: hex } },
  )
}
