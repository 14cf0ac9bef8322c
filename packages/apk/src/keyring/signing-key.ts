import type { webcrypto } from 'node:crypto'
import { hash, toHex } from '@nacre/archive'
import { ApkError } from '../error.ts'
import { hashOfAlgorithm, type SignatureAlgorithm } from './algorithm.ts'
import { type EcdsaKey, type GenerateEcdsaKeyOptions, generateEcdsaKey } from './ecdsa-key.ts'
import { checkKeyName, withPublicSuffix } from './key-name.ts'
import { decodePem, encodePem } from './pem.ts'
import { contiguous } from './public-key.ts'

/** Whatever can sign: a key in memory, or a service that keeps the key to itself. */
export interface Signer {
  /** File name of the public key, as clients keep it. */
  readonly name: string
  /** RSA PKCS#1 v1.5 signature over the bytes. */
  sign(bytes: Uint8Array, algorithm: SignatureAlgorithm): Promise<Uint8Array>
}

/** An RSA key pair in memory. */
export interface SigningKey extends Signer {
  readonly type: 'rsa'
  /** The public half as PEM (`PUBLIC KEY`). */
  readonly publicPem: string
  /** The private half as PEM (`PRIVATE KEY`); not enumerable, so that no log shows it by accident. */
  readonly privatePem: string
}

/** What {@link generateKey} makes by default. */
export interface GenerateKeyOptions {
  /** File name of the public key; `.rsa.pub` is added where no `.pub` ends it. Default: `nacre-` and 8 hex digits of the key's SHA-256. */
  name?: string
  /** Only RSA signs v2 packages. */
  type?: 'rsa'
  /** Bits of the modulus. Default 4096. */
  bits?: 2048 | 3072 | 4096
}

const RSA = 'RSASSA-PKCS1-v1_5'

/**
 * A new RSA key pair, or with `type: 'ecdsa'` a new EC key pair, which signs v3 packages and indexes only.
 *
 * @throws ApkError ERR_APK_KEY_NAME
 */
export function generateKey(options?: GenerateKeyOptions): Promise<SigningKey>
export function generateKey(options: GenerateEcdsaKeyOptions): Promise<EcdsaKey>
export function generateKey(
  options: GenerateKeyOptions | GenerateEcdsaKeyOptions = {},
): Promise<SigningKey | EcdsaKey> {
  return options.type === 'ecdsa' ? generateEcdsaKey(options) : generateRsaKey(options)
}

async function generateRsaKey(options: GenerateKeyOptions): Promise<SigningKey> {
  const named = options.name === undefined ? undefined : checkKeyName(withPublicSuffix(options.name))
  const algorithm = {
    name: RSA,
    hash: 'SHA-256',
    modulusLength: options.bits ?? 4096,
    publicExponent: Uint8Array.of(1, 0, 1),
  }
  const pair = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const publicDer = new Uint8Array(await crypto.subtle.exportKey('spki', pair.publicKey))
  const privateDer = new Uint8Array(await crypto.subtle.exportKey('pkcs8', pair.privateKey))
  return signingKey(named ?? `nacre-${toHex(hash('sha256', publicDer)).slice(0, 8)}.rsa.pub`, publicDer, privateDer)
}

/**
 * A private RSA key read from PEM (`PRIVATE KEY` or `RSA PRIVATE KEY`, not encrypted).
 *
 * @param name file name of its public half; `.rsa.pub` is added where no `.pub` ends it
 * @throws ApkError ERR_APK_KEY_FORMAT, ERR_APK_KEY_NAME
 */
export async function importKey(pem: string, name: string): Promise<SigningKey> {
  const fullName = checkKeyName(withPublicSuffix(name))
  const key = decodePem(pem, name)
  if (key.kind !== 'private') {
    throw new ApkError(
      'ERR_APK_KEY_FORMAT',
      `Reading the signing key ${JSON.stringify(name)}: it is a public key. Give the private half`,
      { details: { name } },
    )
  }
  return signingKey(fullName, await publicHalf(key.der, name), key.der)
}

async function publicHalf(privateDer: Uint8Array, name: string): Promise<Uint8Array> {
  const algorithm = { name: RSA, hash: 'SHA-256' }
  try {
    const key = await crypto.subtle.importKey('pkcs8', contiguous(privateDer), algorithm, true, ['sign'])
    const { n, e } = await crypto.subtle.exportKey('jwk', key)
    const half = await crypto.subtle.importKey('jwk', { kty: 'RSA', n: n ?? '', e: e ?? '' }, algorithm, true, [
      'verify',
    ])
    return new Uint8Array(await crypto.subtle.exportKey('spki', half))
  } catch (cause) {
    throw new ApkError(
      'ERR_APK_KEY_FORMAT',
      `Reading the signing key ${JSON.stringify(name)}: it is no RSA private key. v2 packages and indexes are signed with RSA; give such a key`,
      { details: { name }, cause },
    )
  }
}

function signingKey(name: string, publicDer: Uint8Array, privateDer: Uint8Array): SigningKey {
  const imported = new Map<string, Promise<webcrypto.CryptoKey>>()
  const sign = async (bytes: Uint8Array, algorithm: SignatureAlgorithm): Promise<Uint8Array> => {
    const hashName = hashOfAlgorithm(algorithm)
    if (hashName === undefined) throw unknownAlgorithm(name, algorithm)
    let key = imported.get(hashName)
    if (key === undefined) {
      key = crypto.subtle.importKey('pkcs8', contiguous(privateDer), { name: RSA, hash: hashName }, false, ['sign'])
      imported.set(hashName, key)
    }
    return new Uint8Array(await crypto.subtle.sign(RSA, await key, contiguous(bytes)))
  }
  const key = {
    name,
    type: 'rsa' as const,
    publicPem: encodePem({ kind: 'public', der: publicDer }),
    privatePem: '',
    sign,
  }
  Object.defineProperty(key, 'privatePem', {
    value: encodePem({ kind: 'private', der: privateDer }),
    enumerable: false,
  })
  return key
}

function unknownAlgorithm(name: string, algorithm: string): ApkError {
  return new ApkError(
    'ERR_APK_SIGNATURE_ALGORITHM',
    `Signing with ${JSON.stringify(name)}: the algorithm ${JSON.stringify(algorithm)} is not known. Use RSA256, RSA or RSA512`,
    { details: { name, algorithm } },
  )
}
