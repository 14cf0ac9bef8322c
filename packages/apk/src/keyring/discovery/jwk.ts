import { fromBase64, toBase64 } from '@nacre/archive'
import { derOctets, derSequence } from '../der.ts'
import { objectOf } from './fetch.ts'

/** A key of a JWK set as PEM. */
export interface JwkKey {
  /** `KID.rsa.pub`, the name that signatures call it by. */
  readonly name: string
  readonly publicPem: string
}

/**
 * An RSA key of a JWK set (RFC 7517; RFC 7518 section 6.3.1) as `RSAPublicKey` (RFC 8017 appendix A.1.1) in PEM.
 *
 * @throws Error whose message completes the sentence "key number N …"
 */
export function keyOfJwk(jwk: unknown): JwkKey {
  const { kty, kid, n, e } = objectOf(jwk)
  if (typeof kid !== 'string' || kid === '') throw new Error('has no kid, by which signatures would call it')
  if (kty !== 'RSA')
    throw new Error(`${JSON.stringify(kid)} is of type ${JSON.stringify(kty)}, and only RSA signs packages`)
  if (typeof n !== 'string' || typeof e !== 'string') throw new Error(`${JSON.stringify(kid)} lacks n or e`)
  const numbers = derSequence(derOctets(2, unsigned(n)), derOctets(2, unsigned(e)))
  const publicPem = `-----BEGIN RSA PUBLIC KEY-----\n${toBase64(numbers)}\n-----END RSA PUBLIC KEY-----\n`
  return { name: `${kid}.rsa.pub`, publicPem }
}

/** `Base64urlUInt` (RFC 7518 section 2) as the content of a DER INTEGER, which is signed: X.690, 8.3. */
function unsigned(text: string): Uint8Array {
  if (!/^[A-Za-z0-9_-]{1,4096}$/.test(text)) throw new Error('has a number that is no base64url')
  const padded = text.replaceAll('-', '+').replaceAll('_', '/') + '='.repeat((4 - (text.length % 4)) % 4)
  const bytes = fromBase64(padded)
  const first = bytes.findIndex((byte) => byte !== 0)
  const digits = bytes.subarray(first < 0 ? bytes.length - 1 : first)
  return (digits[0] ?? 0) < 0x80 ? digits : Uint8Array.of(0, ...digits)
}
