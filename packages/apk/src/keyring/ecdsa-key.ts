import { concatBytes, hash, toHex } from '@nacre/archive'
import { ApkError } from '../error.ts'
import { curveAlgorithm, curveOfAlgorithm, type EcdsaCurve } from './curve.ts'
import { derContent, derOctets, derSequence } from './der.ts'
import { ecdsaPoint, newEcdsaSecret, signEcdsa } from './ecdsa.ts'
import { checkKeyName } from './key-name.ts'
import { decodePem, encodePem } from './pem.ts'

/** An EC key pair in memory. It signs v3 packages and indexes; v2 knows RSA only. */
export interface EcdsaKey {
  readonly type: 'ecdsa'
  readonly curve: EcdsaCurve
  /** File name of the public key, as clients keep it. */
  readonly name: string
  /** The public half as PEM (`PUBLIC KEY`). */
  readonly publicPem: string
  /** The private half as PEM (`PRIVATE KEY`); not enumerable, so that no log shows it by accident. */
  readonly privatePem: string
  /** ECDSA signature over the SHA-512 of the bytes, in DER; the same one each time (RFC 6979). */
  sign(bytes: Uint8Array): Promise<Uint8Array>
}

/** What `generateKey({ type: 'ecdsa' })` makes. */
export interface GenerateEcdsaKeyOptions {
  type: 'ecdsa'
  /** File name of the public key; `.pub` is added where it is missing. Default: `nacre-`, 8 hex digits of the key's SHA-256, `.ec.pub`. */
  name?: string
  /** Default `P-256`. */
  curve?: EcdsaCurve
}

const SEQUENCE = 0x30
const INTEGER = 0x02
const BIT_STRING = 0x03
const OCTET_STRING = 0x04
/** The public key in an ECPrivateKey: context-specific tag 1 (RFC 5915, 3). */
const PUBLIC_KEY_TAG = 0xa1

/**
 * A new EC key pair.
 *
 * @throws ApkError ERR_APK_KEY_NAME
 */
export async function generateEcdsaKey(options: GenerateEcdsaKeyOptions): Promise<EcdsaKey> {
  const { curve = 'P-256', name } = options
  return await ecdsaKey(curve, await newEcdsaSecret(curve), name)
}

/**
 * A private EC key read from PEM (`PRIVATE KEY` or `EC PRIVATE KEY`, not encrypted).
 *
 * @param name file name of its public half; `.pub` is added where it is missing
 * @throws ApkError ERR_APK_KEY_FORMAT, ERR_APK_KEY_NAME
 */
export async function importEcdsaKey(pem: string, name: string): Promise<EcdsaKey> {
  const { kind, der } = decodePem(pem, name)
  const read = kind === 'private' ? readPrivateKey(der) : undefined
  if (read !== undefined) return await ecdsaKey(read.curve, read.secret, name)
  throw new ApkError(
    'ERR_APK_KEY_FORMAT',
    `Reading the signing key ${JSON.stringify(name)}: it is no private EC key over P-256 or P-384. Give such a key`,
    { details: { name } },
  )
}

async function ecdsaKey(curve: EcdsaCurve, secret: Uint8Array, name: string | undefined): Promise<EcdsaKey> {
  const point = await ecdsaPoint(curve, secret)
  const publicKey = derOctets(BIT_STRING, concatBytes([Uint8Array.of(0), point]))
  const publicDer = derSequence(curveAlgorithm(curve), publicKey)
  const fullName = name ?? `nacre-${toHex(hash('sha256', publicDer)).slice(0, 8)}.ec`
  const key = {
    type: 'ecdsa' as const,
    curve,
    name: checkKeyName(fullName.endsWith('.pub') ? fullName : `${fullName}.pub`),
    publicPem: encodePem({ kind: 'public', der: publicDer }),
    privatePem: '',
    sign: (bytes: Uint8Array) => signEcdsa(curve, secret, bytes),
  }
  const privatePem = encodePem({ kind: 'private', der: writePrivateKey(curve, secret, publicKey) })
  Object.defineProperty(key, 'privatePem', { value: privatePem, enumerable: false })
  return key
}

/** `PrivateKeyInfo` (RFC 5208) around an `ECPrivateKey` (RFC 5915). */
function writePrivateKey(curve: EcdsaCurve, secret: Uint8Array, publicKey: Uint8Array): Uint8Array {
  const ecPrivateKey = derSequence(
    derOctets(INTEGER, Uint8Array.of(1)),
    derOctets(OCTET_STRING, secret),
    derOctets(PUBLIC_KEY_TAG, publicKey),
  )
  return derSequence(derOctets(INTEGER, Uint8Array.of(0)), curveAlgorithm(curve), derOctets(OCTET_STRING, ecPrivateKey))
}

/** Curve and private number in a `PrivateKeyInfo`, or undefined where there are none. */
function readPrivateKey(der: Uint8Array): { curve: EcdsaCurve; secret: Uint8Array } | undefined {
  const outer = derContent(der, 0, SEQUENCE)
  const version = outer && derContent(der, outer.start, INTEGER)
  const algorithm = version && derContent(der, version.end, SEQUENCE)
  const wrapped = algorithm && derContent(der, algorithm.end, OCTET_STRING)
  const inner = wrapped && derContent(der, wrapped.start, SEQUENCE)
  const innerVersion = inner && derContent(der, inner.start, INTEGER)
  const secret = innerVersion && derContent(der, innerVersion.end, OCTET_STRING)
  const curve = algorithm && curveOfAlgorithm(der.subarray(algorithm.start, algorithm.end))
  return curve === undefined || secret === undefined
    ? undefined
    : { curve, secret: der.slice(secret.start, secret.end) }
}
