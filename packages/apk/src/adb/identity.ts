import { fromBase64, fromHex, hash, toBase64 } from '@nacre/archive'
import { ApkError } from '../error.ts'

/**
 * What an index calls a package by (APK v3 (ADB) format, `hashes`): 20 bytes are the SHA-1 of a v2 package or a cut SHA-256,
 * 32 bytes the SHA-256 of the ADB payload of a v3 package.
 */
export type IdentityBytes = Uint8Array

/** Length of a SHA-1, and of a cut SHA-256. */
export const CUT_SIZE = 20
/** Length of a SHA-256. */
export const FULL_SIZE = 32

/** The identity of a v3 package: SHA-256 of its ADB payload, in full. */
export function identityOf(adb: Uint8Array): IdentityBytes {
  return hash('sha256', adb)
}

/** An identity as text: `Q1` and base64 for 20 bytes, `Q2` and base64 for 32 (apk-tools blob.c, `apk_blob_pull_digest`). */
export function formatIdentity(identity: IdentityBytes): string {
  return `${identity.length === CUT_SIZE ? 'Q1' : 'Q2'}${toBase64(identity)}`
}

/**
 * An identity read from its text: `Q1…`, `Q2…` in base64, `X1…`, `X2…` in hex, and `Q1` or `X1` with 32 bytes of which the first
 * 20 are written apart (apk-tools blob.c).
 *
 * @throws ApkError ERR_APK_CHECKSUM_FORMAT anything else
 */
export function parseIdentity(text: string): IdentityBytes {
  try {
    const bytes = decode(text)
    const long = text[1] === '2'
    if (bytes.length === FULL_SIZE || (bytes.length === CUT_SIZE && !long)) return bytes
  } catch (cause) {
    throw checksumFault(text, cause)
  }
  throw checksumFault(text)
}

/** Characters of 20 bytes in base64. */
const CUT_BASE64 = 28

function decode(text: string): Uint8Array {
  const value = text.slice(2)
  if (text[1] !== '1' && text[1] !== '2') throw checksumFault(text)
  if (text[0] === 'X') return fromHex(value)
  if (text[0] !== 'Q') throw checksumFault(text)
  if (text[1] === '2' || value.length <= CUT_BASE64) return fromBase64(value)
  const first = fromBase64(value.slice(0, CUT_BASE64))
  const rest = fromBase64(value.slice(CUT_BASE64))
  const whole = new Uint8Array(first.length + rest.length)
  whole.set(first)
  whole.set(rest, first.length)
  return whole
}

function checksumFault(text: string, cause?: unknown): ApkError {
  return new ApkError(
    'ERR_APK_CHECKSUM_FORMAT',
    `Reading the checksum ${JSON.stringify(text.slice(0, 80))}: it is not Q1, Q2, X1 or X2 with 20 or 32 bytes. Take it from an index`,
    { details: { checksum: text.slice(0, 80) }, cause },
  )
}
