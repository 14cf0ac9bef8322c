import { fromBase64, fromHex, hash, toBase64 } from '@nacre/archive'
import { ApkError } from '../error.ts'

/**
 * Length of the SHA-1 by which an index calls a v2 package, and of the cut SHA-256 by which it may call a v3 package
 * (APK v3 (ADB) format, `hashes`).
 */
export const CUT_SIZE = 20
/** Length of the SHA-256 of an ADB payload, by which an index calls a v3 package. */
export const FULL_SIZE = 32

/** The identity of a v3 package: SHA-256 of its ADB payload, in full. */
export function identityOf(adb: Uint8Array): Uint8Array {
  return hash('sha256', adb)
}

/** An identity as text: `Q1` and base64 for 20 bytes, `Q2` and base64 for 32 (apk-tools blob.c, `apk_blob_pull_digest`). */
export function formatIdentity(identity: Uint8Array): string {
  return `${identity.length === CUT_SIZE ? 'Q1' : 'Q2'}${toBase64(identity)}`
}

/**
 * An identity read from its text: `Q1…`, `Q2…` in base64, `X1…`, `X2…` in hex, and `Q1` or `X1` with 32 bytes of which the first
 * 20 are written apart (apk-tools blob.c).
 *
 * @throws ApkError ERR_APK_CHECKSUM_FORMAT anything else
 */
export function parseIdentity(text: string): Uint8Array {
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
