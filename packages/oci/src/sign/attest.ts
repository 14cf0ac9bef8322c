import { toBase64 } from '@nacre/archive'
import type { Descriptor } from '../model/descriptor.ts'
import { encodeJson } from '../model/json.ts'
import type { Place, PlaceOptions } from '../places/place.ts'
import { attachArtifact, describe } from './artifact.ts'
import { appendTagged, certificateAnnotations, cosignAnnotations, cosignTag } from './cosign-manifest.ts'
import { DSSE_ENVELOPE, type DsseEnvelope, signEnvelope } from './dsse.ts'
import { readPem } from './pem.ts'
import type { SignatureForm, StoredSignature } from './sign-image.ts'
import type { Signature, Signer } from './signer.ts'
import { encodeStatement, IN_TOTO } from './statement.ts'

/** Media type of a sigstore bundle: sigstore protobuf-specs v0.3, sigstore_bundle.proto. */
export const SIGSTORE_BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json'

/** What is said about an image, and who says it. */
export interface AttestOptions extends PlaceOptions {
  readonly signer: Signer
  /** Repository of the image, such as `ghcr.io/team/app`. */
  readonly reference: string
  /** URI of the kind of predicate; see {@link predicateTypes}. */
  readonly predicateType: string
  /** A JSON value. */
  readonly predicate: unknown
  /** Default: both. */
  readonly forms?: readonly SignatureForm[]
}

/**
 * Makes an in-toto statement about an image, signs it in a DSSE envelope, and stores it as cosign does: as a layer under
 * the tag `sha256-….att` (ATTESTATION_SPEC.md), and as a sigstore bundle that refers to the image.
 */
export async function attest(place: Place, subject: Descriptor, options: AttestOptions): Promise<StoredSignature[]> {
  const { reference, predicateType, predicate, forms = ['tag', 'referrer'] } = options
  const call: PlaceOptions = options.signal === undefined ? {} : { signal: options.signal }
  const payload = encodeStatement({
    subjects: [{ name: reference, digest: subject.digest }],
    predicateType,
    predicate,
  })
  const { envelope, signature } = await signEnvelope(IN_TOTO, payload, options.signer, call)
  const stored: StoredSignature[] = []
  if (forms.includes('tag')) {
    const bytes = encode(envelope)
    // cosign looks for predicateType here, and wants its own annotation, empty: the signature is in the envelope.
    const annotations = { [cosignAnnotations.signature]: '', ...certificateAnnotations(signature), predicateType }
    const layer = { bytes, descriptor: { ...describe(DSSE_ENVELOPE, bytes), annotations } }
    const descriptor = await appendTagged(place, cosignTag(subject.digest, 'att'), layer, call)
    stored.push({ form: 'tag', descriptor })
  }
  if (forms.includes('referrer')) {
    const content = encode(bundleOf(envelope, signature, options.signer))
    const annotations = {
      'dev.sigstore.bundle.content': 'dsse-envelope',
      'dev.sigstore.bundle.predicateType': predicateType,
    }
    const attached = await attachArtifact(place, subject, { artifactType: SIGSTORE_BUNDLE, content, annotations }, call)
    stored.push({ form: 'referrer', ...attached })
  }
  return stored
}

function encode(value: unknown): Uint8Array {
  return new TextEncoder().encode(encodeJson(value))
}

function bundleOf(envelope: DsseEnvelope, signature: Signature, signer: Signer): object {
  const certificate =
    signature.certificate === undefined
      ? undefined
      : { rawBytes: toBase64(readPem(signature.certificate, ['CERTIFICATE']).bytes) }
  const hint = 'id' in signer && typeof signer.id === 'string' ? signer.id : ''
  return {
    mediaType: SIGSTORE_BUNDLE,
    verificationMaterial: certificate ? { certificate } : { publicKey: { hint } },
    dsseEnvelope: envelope,
  }
}
