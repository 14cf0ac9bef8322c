import { fromBase64, toBase64 } from '@nacre/archive'
import { OciError } from '../error.ts'
import type { VerificationKey } from './key.ts'
import type { Signature, Signer } from './signer.ts'

/** Media type of an envelope: DSSE v1.0, envelope.md. */
export const DSSE_ENVELOPE = 'application/vnd.dsse.envelope.v1+json'

/** A signed envelope: DSSE v1.0, envelope.md. */
export interface DsseEnvelope {
  readonly payloadType: string
  /** Base64. */
  readonly payload: string
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[]
}

/** What is signed in place of a payload, so that its type is signed with it: DSSE v1.0, protocol.md, "PAE". */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Uint8Array {
  const utf8 = new TextEncoder()
  const type = utf8.encode(payloadType)
  const head = utf8.encode(`DSSEv1 ${type.length} ${payloadType} ${payload.length} `)
  const bytes = new Uint8Array(head.length + payload.length)
  bytes.set(head)
  bytes.set(payload, head.length)
  return bytes
}

/** Signs a payload of a type. The signature is given too, for the certificate that may come with it. */
export async function signEnvelope(
  payloadType: string,
  payload: Uint8Array,
  signer: Signer,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<{ readonly envelope: DsseEnvelope; readonly signature: Signature }> {
  const signature = await signer.sign(preAuthEncoding(payloadType, payload), options)
  const signatures = [{ keyid: '', sig: toBase64(signature.bytes) }]
  return { envelope: { payloadType, payload: toBase64(payload), signatures }, signature }
}

/**
 * The payload of an envelope, when one of the keys has signed it.
 *
 * @throws OciError `ERR_OCI_SIGNATURE_INVALID`, `ERR_OCI_SIGNATURE_PAYLOAD` when it is no envelope
 */
export function openEnvelope(
  value: unknown,
  keys: readonly VerificationKey[],
): { readonly payloadType: string; readonly payload: Uint8Array; readonly key: VerificationKey } {
  const envelope = readEnvelope(value)
  const payload = decode(envelope.payload)
  const signed = preAuthEncoding(envelope.payloadType, payload)
  for (const { sig } of envelope.signatures) {
    const key = keys.find((each) => each.verify(signed, decode(sig)))
    if (key) return { payloadType: envelope.payloadType, payload, key }
  }
  throw new OciError(
    'ERR_OCI_SIGNATURE_INVALID',
    `Verifying an envelope of ${envelope.payloadType}: none of its ${envelope.signatures.length} signatures is by a known key; check which key should have signed it`,
    { details: { keys: keys.map(({ id }) => id) } },
  )
}

function readEnvelope(value: unknown): DsseEnvelope {
  const envelope = typeof value === 'object' && value !== null ? (value as Partial<DsseEnvelope>) : {}
  const { payloadType, payload, signatures } = envelope
  const sound =
    typeof payloadType === 'string' &&
    typeof payload === 'string' &&
    Array.isArray(signatures) &&
    signatures.length <= MOST_SIGNATURES &&
    signatures.every((each: unknown) => typeof (each as { sig?: unknown } | null)?.sig === 'string')
  if (!sound) throw noEnvelope('it lacks payloadType, payload or signatures')
  return { payloadType, payload, signatures }
}

const MOST_SIGNATURES = 100

// DSSE v1.0, envelope.md: standard or URL-safe base64.
function decode(text: string): Uint8Array {
  try {
    return fromBase64(text.replace(/-/g, '+').replace(/_/g, '/'))
  } catch (cause) {
    throw noEnvelope('something in it is not base64', cause)
  }
}

function noEnvelope(met: string, cause?: unknown): OciError {
  return new OciError('ERR_OCI_SIGNATURE_PAYLOAD', `Reading an envelope: ${met}; get it again or sign it anew`, {
    cause,
  })
}
