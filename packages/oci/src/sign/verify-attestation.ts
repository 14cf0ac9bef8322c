import { OciError } from '../error.ts'
import type { Descriptor } from '../model/descriptor.ts'
import { parseJson } from '../model/json.ts'
import { readBytes, readManifest } from '../places/documents.ts'
import type { PlaceOptions, Source } from '../places/place.ts'
import { SIGSTORE_BUNDLE } from './attest.ts'
import { cosignTag, findTagged } from './cosign-manifest.ts'
import { openEnvelope } from './dsse.ts'
import type { VerificationKey } from './key.ts'
import type { SignatureForm } from './sign-image.ts'
import { decodeStatement, IN_TOTO, type Statement } from './statement.ts'

const ENVELOPE_LIMIT = 128 * 1024 * 1024

/** What an attestation must be like to count. */
export interface VerifyAttestationOptions extends PlaceOptions {
  /** One of these must have signed. */
  readonly keys: readonly VerificationKey[]
  /** Kind of predicate; default: any. */
  readonly predicateType?: string
  /** Where attestations are looked for; default: under the tag and among the referrers. */
  readonly forms?: readonly SignatureForm[]
}

/** An attestation that counts. */
export interface VerifiedAttestation {
  readonly form: SignatureForm
  readonly key: VerificationKey
  readonly statement: Statement
}

/**
 * The statements about an image that one of the keys has signed.
 *
 * @returns at least one
 * @throws OciError `ERR_OCI_SIGNATURE_NOT_FOUND`, `ERR_OCI_SIGNATURE_INVALID` with the fault of each in `details.faults`
 */
export async function verifyAttestation(
  source: Source,
  subject: Descriptor,
  options: VerifyAttestationOptions,
): Promise<VerifiedAttestation[]> {
  const call: PlaceOptions = options.signal === undefined ? {} : { signal: options.signal }
  const faults: string[] = []
  const good: VerifiedAttestation[] = []
  for (const { form, layer } of await findEnvelopes(source, subject, options.forms, call)) {
    try {
      const bytes = await readBytes(source, layer, { ...call, limits: { bytes: ENVELOPE_LIMIT } })
      const { key, statement } = openStatement(bytes, layer.mediaType, subject, options.keys)
      const wanted = options.predicateType
      if (wanted === undefined || statement.predicateType === wanted) good.push({ form, key, statement })
    } catch (error) {
      options.signal?.throwIfAborted()
      faults.push(`${form}: ${error instanceof OciError ? error.message : 'it could not be read'}`)
    }
  }
  if (good.length > 0) return good
  const what = options.predicateType ?? 'attestation'
  throw new OciError(
    faults.length === 0 ? 'ERR_OCI_SIGNATURE_NOT_FOUND' : 'ERR_OCI_SIGNATURE_INVALID',
    `Verifying what is attested of ${subject.digest}: ${faults.join('; ') || `there is no ${what}`}; have it attested by a key you trust`,
    { details: { digest: subject.digest, faults } },
  )
}

async function findEnvelopes(
  source: Source,
  subject: Descriptor,
  forms: readonly SignatureForm[] = ['tag', 'referrer'],
  call: PlaceOptions,
): Promise<{ readonly form: SignatureForm; readonly layer: Descriptor }[]> {
  const found: { form: SignatureForm; layer: Descriptor }[] = []
  if (forms.includes('tag')) {
    const manifest = await findTagged(source, cosignTag(subject.digest, 'att'), call)
    found.push(...(manifest?.layers ?? []).map((layer) => ({ form: 'tag' as const, layer })))
  }
  if (forms.includes('referrer')) {
    const { manifests } = await source.referrers(subject, { ...call, artifactType: SIGSTORE_BUNDLE })
    for (const each of manifests) {
      const { layers } = await readManifest(source, each, call)
      found.push(...layers.map((layer) => ({ form: 'referrer' as const, layer })))
    }
  }
  return found
}

function openStatement(
  bytes: Uint8Array,
  mediaType: string,
  subject: Descriptor,
  keys: readonly VerificationKey[],
): { readonly key: VerificationKey; readonly statement: Statement } {
  const limits = { bytes: ENVELOPE_LIMIT }
  const value = parseJson(bytes, 'Reading an attestation', 'ERR_OCI_SIGNATURE_PAYLOAD', limits)
  const bundle = mediaType === SIGSTORE_BUNDLE && typeof value === 'object' && value !== null
  const envelope = bundle && 'dsseEnvelope' in value ? value.dsseEnvelope : value
  const { payloadType, payload, key } = openEnvelope(envelope, keys)
  const statement = payloadType === IN_TOTO ? decodeStatement(payload) : undefined
  // cosign ATTESTATION_SPEC.md, "Subject Verification".
  if (statement?.subjects.some(({ digest }) => digest === subject.digest)) return { key, statement }
  throw new OciError(
    'ERR_OCI_SIGNATURE_INVALID',
    `Verifying an attestation: it is not about ${subject.digest}; do not use it for this image`,
  )
}
