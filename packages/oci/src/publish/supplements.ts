import { OciError } from '../error.ts'
import type { Descriptor } from '../model/descriptor.ts'
import { isManifestOrIndexType } from '../model/media-type.ts'
import type { PlaceOptions } from '../places/place.ts'
import type { RegistryPlace } from '../registry/registry-place.ts'
import { type AttachedArtifact, attachArtifact } from '../sign/artifact.ts'
import { attest } from '../sign/attest.ts'
import { type StoredSignature, signImage } from '../sign/sign-image.ts'
import type { Attachment, Attestation, PublishOptions } from './publish-options.ts'

/** The content of a publication, by digest. */
export type ContentList = ReadonlyMap<string, Descriptor>

/**
 * Checks before anything is sent that every subject is among the content, and that there is a signer where one is needed.
 *
 * @throws OciError `ERR_OCI_PUBLISH_SUBJECT`, `ERR_OCI_SIGNER_MISSING`
 */
export function checkSupplements(options: PublishOptions, content: ContentList): void {
  for (const each of options.attach ?? []) {
    subjectOf(each, options, content)
    if (each.kind === 'attestation' && !options.sign) {
      throw new OciError(
        'ERR_OCI_SIGNER_MISSING',
        `Publishing an attestation of ${each.predicateType}: there is nothing to sign it with; give \`sign\` too`,
      )
    }
  }
}

/** Attaches and attests in one repository. */
export async function attachAll(
  place: RegistryPlace,
  options: PublishOptions,
  content: ContentList,
  call: PlaceOptions,
): Promise<(AttachedArtifact | StoredSignature)[]> {
  const done: (AttachedArtifact | StoredSignature)[] = []
  for (const each of options.attach ?? []) {
    const subject = subjectOf(each, options, content)
    const stored =
      each.kind === 'artifact'
        ? [await attachArtifact(place, subject, each, call)]
        : await attestOne(place, subject, each, options, call)
    for (const one of stored) tell(options, each.kind === 'artifact' ? 'attached' : 'attested', place, subject, one)
    done.push(...stored)
  }
  return done
}

async function attestOne(
  place: RegistryPlace,
  subject: Descriptor,
  each: Attestation,
  options: PublishOptions,
  call: PlaceOptions,
): Promise<StoredSignature[]> {
  if (!options.sign) return []
  const { signer, forms } = options.sign
  const { predicateType, predicate } = each
  const wanted = forms === undefined ? {} : { forms }
  return attest(place, subject, { signer, reference: place.repository, predicateType, predicate, ...wanted, ...call })
}

/** Signs in one repository: the images of an index first, when they are to be signed too, and the root last. */
export async function signAll(
  place: RegistryPlace,
  options: PublishOptions,
  content: ContentList,
  call: PlaceOptions,
): Promise<StoredSignature[]> {
  if (!options.sign) return []
  const { recursive = false, ...signing } = options.sign
  const inner = [...content.values()].filter(
    ({ mediaType, digest }) => recursive && isManifestOrIndexType(mediaType) && digest !== options.root.digest,
  )
  const done: StoredSignature[] = []
  for (const subject of [...inner, options.root]) {
    const stored = await signImage(place, subject, { ...signing, reference: place.repository, ...call })
    for (const one of stored) tell(options, 'signed', place, subject, one)
    done.push(...stored)
  }
  return done
}

function tell(
  options: PublishOptions,
  type: 'attached' | 'attested' | 'signed',
  place: RegistryPlace,
  subject: Descriptor,
  stored: AttachedArtifact | StoredSignature,
): void {
  const { digest } = stored.descriptor
  options.onEvent?.({ type, repository: place.repository, subject: subject.digest, digest, via: stored.via ?? 'tag' })
}

function subjectOf(each: Attachment | Attestation, options: PublishOptions, content: ContentList): Descriptor {
  const subject = content.get(each.subject ?? options.root.digest)
  if (subject && isManifestOrIndexType(subject.mediaType)) return subject
  throw new OciError(
    'ERR_OCI_PUBLISH_SUBJECT',
    `Publishing ${options.root.digest}: ${each.subject ?? ''}, which something is to be attached to, is no manifest in it; name one of its images`,
    { details: { subject: each.subject } },
  )
}
