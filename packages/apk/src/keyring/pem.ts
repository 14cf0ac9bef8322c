import { fromBase64, toBase64 } from '@nacre/archive'
import { ApkError } from '../error.ts'
import { wrapEcPrivateKey } from './curve.ts'
import { derOctets, derSequence } from './der.ts'

/** A key as DER: `SubjectPublicKeyInfo` (RFC 5280) for public ones, `PrivateKeyInfo` (RFC 5208) for private ones. */
export interface KeyBytes {
  kind: 'public' | 'private'
  der: Uint8Array
}

/** AlgorithmIdentifier of rsaEncryption with NULL parameters (RFC 8017, appendix A.1). */
const RSA_ALGORITHM = Uint8Array.of(0x30, 13, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 1, 1, 5, 0)
const VERSION_0 = Uint8Array.of(2, 1, 0)

/**
 * The first key of a PEM text (RFC 7468). PKCS#1 keys, as older abuild writes them, are wrapped into the general forms.
 *
 * @throws ApkError ERR_APK_KEY_FORMAT no PEM block, a broken one, an encrypted one, or one of another kind
 */
export function decodePem(pem: string, name: string): KeyBytes {
  // `openssl ecparam -genkey` puts the name of the curve in front of the key, which has it too.
  const start = /-----BEGIN (?!EC PARAMETERS)([A-Z0-9 ]+)-----\r?\n/.exec(pem)
  const label = start?.[1]
  const end = label === undefined ? -1 : pem.indexOf(`-----END ${label}-----`)
  if (start === null || label === undefined || end === -1) throw keyFault(name, 'no PEM block is in it')
  const body = pem.slice(start.index + start[0].length, end)
  if (body.includes(':')) throw keyFault(name, 'the key is encrypted; decrypt it first')
  const der = decodeBody(body, name)
  switch (label) {
    case 'PUBLIC KEY':
      return { kind: 'public', der }
    case 'RSA PUBLIC KEY':
      return { kind: 'public', der: derSequence(RSA_ALGORITHM, derOctets(3, Uint8Array.of(0, ...der))) }
    case 'PRIVATE KEY':
      return { kind: 'private', der }
    case 'RSA PRIVATE KEY':
      return { kind: 'private', der: derSequence(VERSION_0, RSA_ALGORITHM, derOctets(4, der)) }
    case 'EC PRIVATE KEY': {
      const wrapped = wrapEcPrivateKey(der)
      if (wrapped === undefined) throw keyFault(name, 'its curve is neither P-256 nor P-384')
      return { kind: 'private', der: wrapped }
    }
    default:
      throw keyFault(name, `its PEM block is a ${label}`)
  }
}

/** PEM text with lines of 64 characters and a final line break (RFC 7468). */
export function encodePem(key: KeyBytes): string {
  const label = key.kind === 'public' ? 'PUBLIC KEY' : 'PRIVATE KEY'
  const lines = toBase64(key.der).match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}

/** Whether a `SubjectPublicKeyInfo` or `PrivateKeyInfo` names rsaEncryption. */
export function isRsa(der: Uint8Array): boolean {
  const identifier = RSA_ALGORITHM.subarray(2, 13)
  for (let start = 0; start < Math.min(der.length - identifier.length, 32); start++) {
    if (identifier.every((byte, index) => der[start + index] === byte)) return true
  }
  return false
}

function decodeBody(body: string, name: string): Uint8Array {
  try {
    return fromBase64(body.replace(/\s+/g, ''))
  } catch (cause) {
    throw keyFault(name, 'its base64 is broken', cause)
  }
}

function keyFault(name: string, fault: string, cause?: unknown): ApkError {
  return new ApkError(
    'ERR_APK_KEY_FORMAT',
    `Reading the key ${JSON.stringify(name)}: ${fault}. Give a key in PEM form (PUBLIC KEY or PRIVATE KEY)`,
    { details: { name }, cause },
  )
}
