import { equalBytes, hash, toBase64 } from '@nacre/archive'
import { p256 } from '@noble/curves/nist.js'
import { type DerElement, malformed, readDer, tags, writeDer } from './der.ts'
import { readPem, writePem } from './pem.ts'
import type { Signature, Signer } from './signer.ts'

/** The public half of an ECDSA P-256 key. */
export interface VerificationKey {
  /** `PUBLIC KEY` (SubjectPublicKeyInfo, RFC 5480) in PEM, as node:crypto and cosign read and write it. */
  readonly publicPem: string
  /** Base64 of the SHA-256 of the SubjectPublicKeyInfo: names the key in bundles and results. */
  readonly id: string
  /** Whether a DER signature over the SHA-256 of the payload is by this key. Never throws. */
  verify(payload: Uint8Array, signature: Uint8Array): boolean
}

/** An ECDSA P-256 key that signs. Its private half is shown by {@link SigningKey.privatePem} only. */
export interface SigningKey extends Signer, VerificationKey {
  /** `PRIVATE KEY` (PKCS #8, RFC 5958) in PEM, not encrypted. */
  privatePem(): string
}

const EC_PUBLIC_KEY = Uint8Array.of(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01) // RFC 5480 section 2.1.1
const PRIME256V1 = Uint8Array.of(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07) // RFC 5480 section 2.1.1.1
const UNUSED_BITS = Uint8Array.of(0)

/** Makes a new key. */
export function generateSigningKey(): SigningKey {
  return signingKey(p256.utils.randomSecretKey())
}

/**
 * Reads a private key in PEM: PKCS #8 (`PRIVATE KEY`) or SEC 1 (`EC PRIVATE KEY`).
 *
 * @throws OciError `ERR_OCI_KEY_INVALID`, `ERR_OCI_KEY_ENCRYPTED`
 */
export function readSigningKey(pem: string): SigningKey {
  const { label, bytes } = readPem(pem, ['PRIVATE KEY', 'EC PRIVATE KEY'])
  const secret = label === 'PRIVATE KEY' ? readPkcs8(bytes) : readSec1(bytes, true)
  if (!p256.utils.isValidSecretKey(secret)) throw malformed()
  return signingKey(secret)
}

/**
 * Reads a public key in PEM (`PUBLIC KEY`).
 *
 * @throws OciError `ERR_OCI_KEY_INVALID`
 */
export function readVerificationKey(pem: string): VerificationKey {
  const [spki, ...rest] = readDer(readPem(pem, ['PUBLIC KEY']).bytes)
  const [algorithm, key] = sequence(spki)
  checkAlgorithm(algorithm)
  if (rest.length > 0 || key?.tag !== tags.bitString || key.content[0] !== 0) throw malformed()
  const point = key.content.subarray(1)
  if (!p256.utils.isValidPublicKey(point)) throw malformed()
  return verificationKey(p256.Point.fromBytes(point).toBytes(false))
}

function verificationKey(point: Uint8Array): VerificationKey {
  const spki = writeDer(tags.sequence, algorithmBytes(), writeDer(tags.bitString, UNUSED_BITS, point))
  return {
    publicPem: writePem('PUBLIC KEY', spki),
    id: toBase64(hash('sha256', spki)),
    verify(payload, signature) {
      try {
        // Signatures of OpenSSL and of Go are not in the low-S half.
        return p256.verify(signature, payload, point, { format: 'der', prehash: true, lowS: false })
      } catch {
        return false
      }
    },
  }
}

function signingKey(secret: Uint8Array): SigningKey {
  const point = p256.getPublicKey(secret, false)
  return {
    ...verificationKey(point),
    async sign(payload: Uint8Array): Promise<Signature> {
      // RFC 6979: the nonce comes from key and payload, so the same image has the same signature.
      return { bytes: p256.sign(payload, secret, { format: 'der', prehash: true, lowS: true }) }
    },
    privatePem(): string {
      const publicPart = writeDer(0xa1, writeDer(tags.bitString, UNUSED_BITS, point))
      const key = writeDer(tags.sequence, version(1), writeDer(tags.octetString, secret), publicPart)
      const info = writeDer(tags.sequence, version(0), algorithmBytes(), writeDer(tags.octetString, key))
      return writePem('PRIVATE KEY', info)
    },
  }
}

function version(number: number): Uint8Array {
  return writeDer(tags.integer, Uint8Array.of(number))
}

function algorithmBytes(): Uint8Array {
  const identifier = (oid: Uint8Array): Uint8Array => writeDer(tags.objectIdentifier, oid)
  return writeDer(tags.sequence, identifier(EC_PUBLIC_KEY), identifier(PRIME256V1))
}

function sequence(element: DerElement | undefined): DerElement[] {
  if (element?.tag !== tags.sequence) throw malformed()
  return readDer(element.content)
}

function isObject(element: DerElement | undefined, oid: Uint8Array): boolean {
  return element?.tag === tags.objectIdentifier && equalBytes(element.content, oid)
}

function checkAlgorithm(element: DerElement | undefined): void {
  const [algorithm, curve] = sequence(element)
  if (!isObject(algorithm, EC_PUBLIC_KEY) || !isObject(curve, PRIME256V1)) throw malformed()
}

function readPkcs8(bytes: Uint8Array): Uint8Array {
  const [, algorithm, key] = sequence(readDer(bytes)[0])
  checkAlgorithm(algorithm)
  if (key?.tag !== tags.octetString) throw malformed()
  return readSec1(key.content, false)
}

// RFC 5915 section 3. The curve is in the parameters of a key that stands alone.
function readSec1(bytes: Uint8Array, alone: boolean): Uint8Array {
  const [, key, ...rest] = sequence(readDer(bytes)[0])
  if (key?.tag !== tags.octetString || key.content.length !== 32) throw malformed()
  const parameters = rest.find(({ tag }) => tag === 0xa0)
  if (alone && !isObject(parameters && readDer(parameters.content)[0], PRIME256V1)) throw malformed()
  return key.content
}
