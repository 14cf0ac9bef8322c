import { OciError } from '../error.ts'

/** ASN.1 tags used in keys (X.690 section 8). */
export const tags: {
  readonly integer: 0x02
  readonly bitString: 0x03
  readonly octetString: 0x04
  readonly objectIdentifier: 0x06
  readonly sequence: 0x30
} = { integer: 0x02, bitString: 0x03, octetString: 0x04, objectIdentifier: 0x06, sequence: 0x30 }

/** One element of DER. */
export interface DerElement {
  readonly tag: number
  readonly content: Uint8Array
}

/**
 * The elements that follow one another in the bytes (X.690 section 10: definite lengths in their shortest form).
 *
 * @throws OciError `ERR_OCI_KEY_INVALID`
 */
export function readDer(bytes: Uint8Array): DerElement[] {
  const elements: DerElement[] = []
  let at = 0
  while (at < bytes.length) {
    const tag = bytes[at] ?? 0
    const { length, start } = readLength(bytes, at + 1)
    if ((tag & 0x1f) === 0x1f || start + length > bytes.length) throw malformed()
    elements.push({ tag, content: bytes.subarray(start, start + length) })
    at = start + length
  }
  return elements
}

function readLength(bytes: Uint8Array, at: number): { readonly length: number; readonly start: number } {
  const first = bytes[at]
  if (first === undefined) throw malformed()
  if (first < 0x80) return { length: first, start: at + 1 }
  const count = first & 0x7f
  // A key of the sizes read here never has a length of more than two bytes.
  if (count === 0 || count > 2) throw malformed()
  const high = bytes[at + 1]
  const low = bytes[at + 2]
  const length = count === 1 ? high : high === undefined || low === undefined ? undefined : high * 256 + low
  if (length === undefined || length < (count === 1 ? 0x80 : 0x100)) throw malformed()
  return { length, start: at + 1 + count }
}

/** Writes one element around parts put end to end. */
export function writeDer(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const size = parts.reduce((sum, part) => sum + part.length, 0)
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff]
  const bytes = new Uint8Array(1 + length.length + size)
  bytes.set([tag, ...length])
  let at = 1 + length.length
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/** The error for bytes that are no key in DER. */
export function malformed(cause?: unknown): OciError {
  return new OciError(
    'ERR_OCI_KEY_INVALID',
    'Reading a key: it is no ECDSA P-256 key in DER; make one with generateSigningKey, or `openssl ecparam -genkey -name prime256v1`',
    { cause },
  )
}
