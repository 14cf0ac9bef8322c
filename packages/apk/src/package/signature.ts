import { ApkError } from '../error.ts'
import { hashOfAlgorithm, type SignatureAlgorithm } from '../keyring/algorithm.ts'
import type { Keyring } from '../keyring/keyring.ts'

/** One `.SIGN.*` entry of a signature member. */
export interface SignatureEntry {
  /** Algorithm as the entry names it; not all are known. */
  readonly algorithm: string
  /** File name of the public key. */
  readonly key: string
  readonly value: Uint8Array
}

/** How signatures are judged. */
export interface TrustOptions {
  /** Keys that are trusted. Without it no signature is looked at. */
  keyring?: Keyring
  /** Accept what is unsigned or signed by unknown keys only. A bad signature by a known key stays an error. Default false. */
  allowUntrusted?: boolean
}

/** `.SIGN.<algorithm>.<key>` taken apart; undefined for other names. */
export function parseSignatureName(name: string): { algorithm: string; key: string } | undefined {
  if (!name.startsWith('.SIGN.')) return undefined
  const dot = name.indexOf('.', 6)
  if (dot === -1 || dot === 6 || dot === name.length - 1) return undefined
  return { algorithm: name.slice(6, dot), key: name.slice(dot + 1) }
}

/**
 * Judges signatures as apk does: the first entry whose key is in the keyring and whose algorithm is known decides alone.
 *
 * @returns the name of the key, or undefined where no keyring is given, or where none is known and untrusted input is allowed
 * @throws ApkError ERR_APK_SIGNATURE_MISSING, ERR_APK_SIGNATURE_UNKNOWN_KEY, ERR_APK_SIGNATURE_BAD
 */
export async function judgeSignatures(
  what: string,
  signatures: readonly SignatureEntry[],
  signed: Uint8Array,
  trust: TrustOptions,
): Promise<string | undefined> {
  const { keyring } = trust
  if (keyring === undefined) return undefined
  for (const { algorithm, key, value } of signatures) {
    const publicKey = keyring.get(key)
    if (publicKey === undefined || hashOfAlgorithm(algorithm) === undefined) continue
    if (await publicKey.verify(signed, value, algorithm as SignatureAlgorithm)) return key
    throw new ApkError(
      'ERR_APK_SIGNATURE_BAD',
      `Verifying ${what}: the signature by ${key} (${algorithm}) does not fit the bytes. They were changed after signing, or signed by another key of that name; fetch them again from a place you trust`,
      { details: { key, algorithm } },
    )
  }
  if (trust.allowUntrusted === true) return undefined
  throw untrusted(what, signatures, keyring)
}

function untrusted(what: string, signatures: readonly SignatureEntry[], keyring: Keyring): ApkError {
  if (signatures.length === 0) {
    return new ApkError(
      'ERR_APK_SIGNATURE_MISSING',
      `Verifying ${what}: it is not signed. Sign it, or allow untrusted input if its origin is certain`,
    )
  }
  const signers = signatures.map(({ key, algorithm }) => `${key} (${algorithm})`)
  return new ApkError(
    'ERR_APK_SIGNATURE_UNKNOWN_KEY',
    `Verifying ${what}: it is signed by ${signers.join(', ')}, and the keyring holds ${keyring.names.join(', ') || 'no key'}. Add the public key if you trust its owner`,
    { details: { signatures: signatures.map(({ key, algorithm }) => ({ key, algorithm })), known: keyring.names } },
  )
}
