import { hash } from '@nacre/archive'
import { p256, p384 } from '@noble/curves/nist.js'
import type { EcdsaCurve } from './curve.ts'

const curves = { 'P-256': p256, 'P-384': p384 } as const

/**
 * Settings for signatures as OpenSSL makes and takes them: DER (RFC 3279, "Ecdsa-Sig-Value"), over a hash made here because
 * it is SHA-512 on every curve, with either value of s.
 */
const settings = { format: 'der', prehash: false, lowS: false } as const

/** Whether a signature over the SHA-512 of the message is good; `point` is the uncompressed public point. */
export function verifyEcdsa(curve: EcdsaCurve, point: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    return curves[curve].verify(signature, hash('sha512', message), point, settings)
  } catch {
    return false
  }
}

/** A signature over the SHA-512 of the message; the same one each time (RFC 6979). `secret` is the private number, big-endian. */
export function signEcdsa(curve: EcdsaCurve, secret: Uint8Array, message: Uint8Array): Uint8Array {
  return curves[curve].sign(hash('sha512', message), secret, settings)
}

/** A new private number. */
export function newEcdsaSecret(curve: EcdsaCurve): Uint8Array {
  return curves[curve].utils.randomSecretKey()
}

/** The uncompressed public point of a private number. */
export function ecdsaPoint(curve: EcdsaCurve, secret: Uint8Array): Uint8Array {
  return curves[curve].getPublicKey(secret, false)
}
