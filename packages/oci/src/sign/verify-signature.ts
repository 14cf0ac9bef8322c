import { fromBase64 } from '@nacre/archive'
import { OciError } from '../error.ts'
import type { Descriptor } from '../model/descriptor.ts'
import type { Manifest } from '../model/manifest.ts'
import { readBytes, readManifest } from '../places/documents.ts'
import type { PlaceOptions, Source } from '../places/place.ts'
import { COSIGN_SIGNATURE, cosignAnnotations, cosignTag, findTagged } from './cosign-manifest.ts'
import type { VerificationKey } from './key.ts'
import type { SignatureForm } from './sign-image.ts'
import { decodePayload, SIMPLE_SIGNING, type SimpleSigningPayload } from './simple-signing.ts'

/** What a signature must be like to count. */
export interface VerifySignatureOptions extends PlaceOptions {
  /** One of these must have signed. */
  readonly keys: readonly VerificationKey[]
  /** Repository that the signature must speak of; default: any. */
  readonly reference?: string
  /** Claims that the payload must hold. */
  readonly annotations?: Readonly<Record<string, string>>
  /** Where signatures are looked for; default: under the tag and among the referrers. */
  readonly forms?: readonly SignatureForm[]
}

/** A signature that counts. */
export interface VerifiedSignature {
  readonly form: SignatureForm
  /** The key that has signed. */
  readonly key: VerificationKey
  readonly payload: SimpleSigningPayload
}

interface Candidate {
  readonly form: SignatureForm
  readonly layer: Descriptor
}

/** More than this many signatures of one image are not looked at. */
const MOST_CANDIDATES = 1000

/**
 * Verifies that an image or index is signed by one of the keys, as `cosign verify --key` does without a transparency
 * log: the payload is what the signature says, names this very digest, and is of cosign's type.
 *
 * @returns every signature that counts, at least one
 * @throws OciError `ERR_OCI_SIGNATURE_NOT_FOUND` when there is none at all, `ERR_OCI_SIGNATURE_INVALID` when none counts,
 * with the fault of each in `details.faults`
 */
export async function verifySignature(
  source: Source,
  subject: Descriptor,
  options: VerifySignatureOptions,
): Promise<VerifiedSignature[]> {
  const faults: string[] = []
  const candidates = await findCandidates(source, subject, options, faults)
  const good: VerifiedSignature[] = []
  for (const candidate of candidates.slice(0, MOST_CANDIDATES)) {
    const outcome = await judge(source, subject, candidate, options)
    if (typeof outcome === 'string') faults.push(`${candidate.form}: ${outcome}`)
    else good.push(outcome)
  }
  if (good.length > 0) return good
  const none = candidates.length === 0 && faults.length === 0
  throw new OciError(
    none ? 'ERR_OCI_SIGNATURE_NOT_FOUND' : 'ERR_OCI_SIGNATURE_INVALID',
    `Verifying the signature of ${subject.digest}: ${none ? 'it has none' : faults.join('; ')}; do not run this image before it is signed by a key you trust`,
    { details: { digest: subject.digest, faults } },
  )
}

async function findCandidates(
  source: Source,
  subject: Descriptor,
  options: VerifySignatureOptions,
  faults: string[],
): Promise<Candidate[]> {
  const { forms = ['tag', 'referrer'], signal } = options
  const call: PlaceOptions = signal === undefined ? {} : { signal }
  const found: Candidate[] = []
  const collect = async (form: SignatureForm, read: () => Promise<Manifest | undefined>): Promise<void> => {
    try {
      const manifest = await read()
      if (form === 'referrer' && manifest?.subject?.digest !== subject.digest) {
        faults.push('referrer: it refers to another image')
        return
      }
      found.push(...(manifest?.layers ?? []).map((layer) => ({ form, layer })))
    } catch (error) {
      faults.push(`${form}: ${reasonOf(error)}`)
    }
  }
  if (forms.includes('tag')) await collect('tag', () => findTagged(source, cosignTag(subject.digest, 'sig'), call))
  if (!forms.includes('referrer')) return found
  const { manifests } = await source.referrers(subject, { ...call, artifactType: COSIGN_SIGNATURE })
  for (const each of manifests) await collect('referrer', () => readManifest(source, each, call))
  return found
}

/** The signature when it counts, or why it does not. */
async function judge(
  source: Source,
  subject: Descriptor,
  candidate: Candidate,
  options: VerifySignatureOptions,
): Promise<VerifiedSignature | string> {
  const { layer, form } = candidate
  if (layer.mediaType !== SIMPLE_SIGNING) return `the payload is ${layer.mediaType}`
  const signature = decodeSignature(layer.annotations?.[cosignAnnotations.signature])
  if (!signature) return 'there is no signature in its annotations'
  try {
    const bytes = await readBytes(source, layer, options.signal === undefined ? {} : { signal: options.signal })
    const key = options.keys.find((each) => each.verify(bytes, signature))
    if (!key) return 'it is not by one of the keys'
    const payload = decodePayload(bytes)
    const fault = compare(payload, subject, options)
    return fault ?? { form, key, payload }
  } catch (error) {
    options.signal?.throwIfAborted()
    return reasonOf(error)
  }
}

function compare(
  payload: SimpleSigningPayload,
  subject: Descriptor,
  options: VerifySignatureOptions,
): string | undefined {
  if (payload.digest !== subject.digest) return `it is for ${payload.digest}`
  if (options.reference !== undefined && payload.reference !== options.reference) {
    return `it is for ${JSON.stringify(payload.reference.slice(0, 300))}`
  }
  const lacking = Object.entries(options.annotations ?? {}).find(([name, value]) => payload.annotations[name] !== value)
  return lacking && `its claim ${JSON.stringify(lacking[0])} is not what it must be`
}

function decodeSignature(text: string | undefined): Uint8Array | undefined {
  if (text === undefined || text === '') return undefined
  try {
    return fromBase64(text)
  } catch {
    return undefined
  }
}

function reasonOf(error: unknown): string {
  return error instanceof OciError ? error.message : 'it could not be read'
}
