import { hash } from '@nacre/archive'
import type { EcdsaCurve } from './curve.ts'

/** Loaded when a key needs it: the curves take as long to set up as half of this package, and Alpine's and Wolfi's keys are RSA. */
async function curveOf(name: EcdsaCurve) {
  const { p256, p384 } = await import('@noble/curves/nist.js')
  return name === 'P-256' ? p256 : p384
}

/**
 * Settings for signatures as OpenSSL makes and takes them: DER (RFC 3279, "Ecdsa-Sig-Value"), over a hash made here because
 * it is SHA-512 on every curve, with either value of s.
 */
const settings = { format: 'der', prehash: false, lowS: false } as const

/** Whether a signature over the SHA-512 of the message is good; `point` is the uncompressed public point. */
export async function verifyEcdsa(
  curve: EcdsaCurve,
  point: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const { verify } = await curveOf(curve)
  try {
    return verify(signature, hash('sha512', message), point, settings)
  } catch {
    return false
  }
}

/** A signature over the SHA-512 of the message; the same one each time (RFC 6979). `secret` is the private number, big-endian. */
export async function signEcdsa(curve: EcdsaCurve, secret: Uint8Array, message: Uint8Array): Promise<Uint8Array> {
  return (await curveOf(curve)).sign(hash('sha512', message), secret, settings)
}

/** A new private number. */
export async function newEcdsaSecret(curve: EcdsaCurve): Promise<Uint8Array> {
  return (await curveOf(curve)).utils.randomSecretKey()
}

/** The uncompressed public point of a private number. */
export async function ecdsaPoint(curve: EcdsaCurve, secret: Uint8Array): Promise<Uint8Array> {
  return (await curveOf(curve)).getPublicKey(secret, false)
}
