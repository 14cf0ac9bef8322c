import { OciError } from '../error.ts'
import { type Digest, isDigest } from '../model/digest.ts'
import { encodeJson } from '../model/json.ts'

/** Media type of the payload: cosign SIGNATURE_SPEC.md, "Simple Signing". */
export const SIMPLE_SIGNING = 'application/vnd.dev.cosign.simplesigning.v1+json'

const TYPE = 'cosign container image signature'
const LIMIT = 1024 * 1024

/** What a signature says. */
export interface SimpleSigningPayload {
  /** Digest of the manifest or index that is signed. */
  readonly digest: Digest
  /** Repository the signer had in mind, such as `ghcr.io/team/app`; a hint unless it is checked. */
  readonly reference: string
  /** Claims of the signer's own. */
  readonly annotations: Readonly<Record<string, string>>
}

/** The bytes that are signed: containers-signature(5), "JSON data format", with keys in order. */
export function encodePayload(payload: SimpleSigningPayload): Uint8Array {
  const { digest, reference, annotations } = payload
  const value = {
    critical: {
      identity: { 'docker-reference': reference },
      image: { 'docker-manifest-digest': digest },
      type: TYPE,
    },
    // cosign writes null where there are no claims.
    optional: Object.keys(annotations).length === 0 ? null : annotations,
  }
  return new TextEncoder().encode(encodeJson(value))
}

/**
 * Reads a payload, refusing everything that two readers could understand differently.
 *
 * @throws OciError `ERR_OCI_SIGNATURE_PAYLOAD`
 */
export function decodePayload(bytes: Uint8Array): SimpleSigningPayload {
  if (bytes.length > LIMIT) throw wrong(`it has ${bytes.length} bytes`)
  const value = parse(bytes)
  const critical = objectIn(value, 'critical')
  if (!critical) throw wrong('it has no "critical"')
  if (critical.type !== TYPE) throw wrong('its type is another one')
  const digest = objectIn(critical, 'image')?.['docker-manifest-digest']
  if (typeof digest !== 'string' || !isDigest(digest)) throw wrong('it names no digest')
  const reference = objectIn(critical, 'identity')?.['docker-reference']
  if (typeof reference !== 'string') throw wrong('it names no reference')
  const optional = objectIn(value, 'optional') ?? {}
  const annotations = Object.entries(optional).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  return { digest, reference, annotations: Object.fromEntries(annotations) }
}

function parse(bytes: Uint8Array): Record<string, unknown> {
  let value: unknown
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    value = JSON.parse(text)
    // JSON.parse takes the last of two equal keys; other readers take the first.
    if (isObject(value) && countKeys(value) !== countKeysIn(text)) throw new SyntaxError('a key is given twice')
  } catch (cause) {
    throw wrong('it is not JSON, or gives a key twice', cause)
  }
  if (!isObject(value)) throw wrong('it is not an object')
  return value
}

function countKeys(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + countKeys(item), 0)
  if (!isObject(value)) return 0
  return Object.values(value).reduce((sum: number, child) => sum + countKeys(child), Object.keys(value).length)
}

function countKeysIn(text: string): number {
  return [...text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)].filter(([, colon]) => colon !== undefined).length
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function objectIn(value: Record<string, unknown>, key: string): Record<string, unknown> | undefined {
  const child = value[key]
  return isObject(child) ? child : undefined
}

function wrong(met: string, cause?: unknown): OciError {
  return new OciError(
    'ERR_OCI_SIGNATURE_PAYLOAD',
    `Reading the payload of a signature: ${met}; do not trust this signature, sign the image again`,
    { cause },
  )
}
