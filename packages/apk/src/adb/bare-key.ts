import { hash } from '@nacre/archive'

/** What v3 files know keys as. */
export interface BareKey {
  readonly type: 'rsa' | 'P-256' | 'P-384'
  /** `RSAPublicKey` in DER (RFC 8017), or the uncompressed point of an EC key (SEC 1). */
  readonly bytes: Uint8Array
}

/** Object identifiers, tag and length included: rsaEncryption (RFC 8017), and the curves of id-ecPublicKey (RFC 5480). */
const RSA_ENCRYPTION = Uint8Array.of(6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 1, 1)
const EC_P256 = Uint8Array.of(6, 7, 0x2a, 0x86, 0x48, 0xce, 61, 2, 1, 6, 8, 0x2a, 0x86, 0x48, 0xce, 61, 3, 1, 7)
const EC_P384 = Uint8Array.of(6, 7, 0x2a, 0x86, 0x48, 0xce, 61, 2, 1, 6, 5, 0x2b, 0x81, 4, 0, 34)
const UNCOMPRESSED = 4

/** The bare key in a `SubjectPublicKeyInfo` (RFC 5280), or undefined where it is of no type that signs v3 files. */
export function bareKey(spki: Uint8Array): BareKey | undefined {
  const whole = derContent(spki, 0, 0x30)
  const algorithm = whole && derContent(spki, whole.start, 0x30)
  const bits = algorithm && derContent(spki, algorithm.end, 0x03)
  if (bits === undefined) return undefined
  // The first byte of a BIT STRING counts the unused bits of its last one.
  const bytes = spki.subarray(bits.start + 1, bits.end)
  const name = spki.subarray(algorithm!.start, algorithm!.end)
  if (startsWith(name, RSA_ENCRYPTION)) return { type: 'rsa', bytes }
  if (bytes[0] !== UNCOMPRESSED) return undefined
  if (startsWith(name, EC_P256)) return { type: 'P-256', bytes }
  if (startsWith(name, EC_P384)) return { type: 'P-384', bytes }
  return undefined
}

/** The 16 bytes by which signatures name a key: the beginning of SHA-512 over the bare key, not over its wrapping. */
export function keyId(key: BareKey): Uint8Array {
  return hash('sha512', key.bytes).subarray(0, 16)
}

/** Where the content of the DER element at `offset` lies (X.690, 8.1), or undefined where no element with that tag is. */
function derContent(der: Uint8Array, offset: number, tag: number): { start: number; end: number } | undefined {
  if (der[offset] !== tag) return undefined
  const first = der[offset + 1]
  if (first === undefined) return undefined
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f
  if (lengthBytes > 4) return undefined
  let length = lengthBytes === 0 ? first : 0
  for (let byte = 0; byte < lengthBytes; byte++) length = length * 256 + (der[offset + 2 + byte] ?? 0)
  const start = offset + 2 + lengthBytes
  return start + length <= der.length ? { start, end: start + length } : undefined
}

function startsWith(bytes: Uint8Array, prefix: Uint8Array): boolean {
  return prefix.every((byte, index) => bytes[index] === byte)
}
