import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/**
 * Makes an identifier of any text: `:` becomes `-`, and each other byte outside `A-Z a-z 0-9 . -` becomes `C` and its
 * decimal value (`_` → `C95`). SPDX 2.3 §3.2 allows those characters only. Two texts may give one
 * identifier (`a:b` and `a-b`).
 */
export function spdxIdentifier(text: string): string {
  let out = ''
  for (const byte of utf8ToBytes(text.toWellFormed())) {
    if (byte === 0x3a) out += '-'
    else if (isIdentifierByte(byte)) out += String.fromCharCode(byte)
    else out += `C${byte}`
  }
  return out
}

function isIdentifierByte(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    byte === 0x2d ||
    byte === 0x2e
  )
}

/** True where `id` has only the characters of SPDX 2.3 §3.2, and at least one. */
export function isIdentifier(id: string): boolean {
  return /^[A-Za-z0-9.-]+$/.test(id)
}

/**
 * A namespace for a document: absolute, without a fragment, and unique to the given parts (a digest, an architecture …),
 * because it ends in the SHA-256 of them. SPDX 2.3 §6.5.
 */
export function documentNamespace(base: string, name: string, ...parts: readonly string[]): string {
  const hash = bytesToHex(sha256(utf8ToBytes(JSON.stringify([name, ...parts]))))
  return `${base.replace(/\/+$/, '')}/${encodeURIComponent(name.toWellFormed())}-${hash}`
}

/**
 * A UUID (RFC 9562 §5.8, version 8: vendor-specific) of the SHA-256 of `text`, for `urn:uuid:` serial numbers that two
 * runs agree about.
 */
export function uuidOf(text: string): string {
  const bytes = sha256(utf8ToBytes(text.toWellFormed())).subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytesToHex(bytes)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
