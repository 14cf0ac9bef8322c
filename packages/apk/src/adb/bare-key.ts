import { hash } from '@nacre/archive'
import { curveOfAlgorithm, type EcdsaCurve } from '../keyring/curve.ts'
import { derContent } from '../keyring/der.ts'
import { isRsa } from '../keyring/pem.ts'

/** What v3 files know a public key as. */
export interface BareKey {
  readonly type: 'rsa' | EcdsaCurve
  /** `RSAPublicKey` in DER (RFC 8017, A.1.1), or the uncompressed point of an EC key (SEC 1, 2.3.3). */
  readonly bytes: Uint8Array
}

const SEQUENCE = 0x30
const BIT_STRING = 0x03
const UNCOMPRESSED = 0x04

/** The bare key in a `SubjectPublicKeyInfo` (RFC 5280, 4.1), or undefined where it is of no type that signs v3 files. */
export function bareKey(spki: Uint8Array): BareKey | undefined {
  const outer = derContent(spki, 0, SEQUENCE)
  const algorithm = outer && derContent(spki, outer.start, SEQUENCE)
  const bits = algorithm && derContent(spki, algorithm.end, BIT_STRING)
  if (bits === undefined) return undefined
  // The first byte of a BIT STRING counts the unused bits of its last one.
  const bytes = spki.subarray(bits.start + 1, bits.end)
  if (isRsa(spki)) return { type: 'rsa', bytes }
  const curve = curveOfAlgorithm(spki.subarray(algorithm!.start, algorithm!.end))
  return curve === undefined || bytes[0] !== UNCOMPRESSED ? undefined : { type: curve, bytes }
}

/** The 16 bytes by which signatures name a key: the beginning of SHA-512 over the bare key, not over its wrapping. */
export function keyId(key: BareKey): Uint8Array {
  return hash('sha512', key.bytes).subarray(0, 16)
}
