import { createHasher, digestOf, toHex } from '@nacre/archive'
import { discard, type HttpResponse, readBody } from '@nacre/http'
import { OciError } from '../error.ts'
import type { Descriptor } from '../model/descriptor.ts'
import { type Digest, isDigest, parseDigest } from '../model/digest.ts'
import { mediaTypes } from '../model/media-type.ts'
import { notFound } from '../places/not-found.ts'
import type { CallOptions } from './call-options.ts'
import { formatReference, type RepositoryName } from './reference.ts'
import { registryError } from './registry-error.ts'
import { type Session, send } from './session.ts'

/** distribution-spec v1.1, "Pushing Manifests": what a registry must accept at least. */
export const MANIFEST_LIMIT: number = 4 * 1024 * 1024

const ACCEPT = [
  mediaTypes.ociIndex,
  mediaTypes.ociManifest,
  mediaTypes.dockerManifestList,
  mediaTypes.dockerManifest,
].join(', ')

/** A manifest with its bytes. */
export interface FetchedManifest {
  readonly descriptor: Descriptor
  readonly bytes: Uint8Array
}

/** Gets a manifest by tag or digest; one got by digest is checked against it. */
export async function getManifest(
  session: Session,
  repository: RepositoryName,
  reference: string,
  options: CallOptions,
): Promise<FetchedManifest> {
  const response = await request(session, repository, 'GET', reference, options)
  const bytes = await readBody(response, { limit: MANIFEST_LIMIT })
  const digest = isDigest(reference) ? reference : digestOf(bytes)
  const met = digestLike(digest, bytes)
  const announced = response.headers.get('docker-content-digest')
  // What is behind a tag is known only by what the registry says of it: both must agree.
  const wanted = isDigest(reference) || announced === null || !isDigest(announced) ? digest : announced
  if (digestLike(wanted, bytes) !== wanted) throw damaged(repository, reference, wanted, met)
  return { descriptor: { mediaType: mediaTypeOf(response, bytes), size: bytes.length, digest: wanted }, bytes }
}

/**
 * What a tag or digest stands for (HEAD, and GET where that does not say enough).
 *
 * @throws OciError `ERR_OCI_NOT_FOUND`
 */
export async function resolveManifest(
  session: Session,
  repository: RepositoryName,
  reference: string,
  options: CallOptions,
): Promise<Descriptor> {
  const response = await request(session, repository, 'HEAD', reference, options)
  await discard(response.body)
  const digest = response.headers.get('docker-content-digest') ?? ''
  const size = Number(response.headers.get('content-length') ?? Number.NaN)
  const mediaType = response.headers.get('content-type')
  if (!isDigest(digest) || !Number.isSafeInteger(size) || mediaType === null) {
    return (await getManifest(session, repository, reference, options)).descriptor
  }
  if (
    isDigest(reference) &&
    digest !== reference &&
    parseDigest(digest).algorithm === parseDigest(reference).algorithm
  ) {
    throw damaged(repository, reference, reference, digest)
  }
  return { mediaType, size, digest: isDigest(reference) ? reference : digest }
}

/** Whether a manifest is there. */
export async function manifestExists(
  session: Session,
  repository: RepositoryName,
  digest: string,
  options: CallOptions,
): Promise<boolean> {
  const response = await sendManifest(session, repository, 'HEAD', digest, options)
  await discard(response.body)
  if (response.status === 200) return true
  if (response.status === 404) return false
  throw await registryError(response, `Looking for ${digest} in ${formatReference(repository)}`)
}

/** What came of putting a manifest. */
export interface PutManifest {
  /** Digest of the subject that the registry says it has noted; undefined when it says nothing. */
  readonly subject: string | undefined
}

/**
 * Puts a manifest under its digest or under a tag: distribution-spec v1.1, "Pushing Manifests".
 *
 * @throws OciError `ERR_OCI_DIGEST_MISMATCH` when the registry says that it stored something else
 */
export async function putManifest(
  session: Session,
  repository: RepositoryName,
  reference: string,
  manifest: FetchedManifest,
  options: CallOptions,
): Promise<PutManifest> {
  const { descriptor, bytes } = manifest
  const response = await send(session, {
    repository,
    actions: ['pull', 'push'],
    method: 'PUT',
    path: `${repository.repository}/manifests/${reference}`,
    headers: { 'content-type': descriptor.mediaType },
    body: bytes,
    signal: options.signal,
  })
  const name = formatReference(repository)
  if (response.status !== 201 && response.status !== 200 && response.status !== 202) {
    throw await registryError(response, `Putting the manifest ${reference} into ${name}`)
  }
  await discard(response.body)
  const stored = response.headers.get('docker-content-digest')
  if (stored !== null && isDigest(stored) && digestLike(stored, bytes) !== stored) {
    throw damaged(repository, reference, descriptor.digest, stored)
  }
  return { subject: response.headers.get('oci-subject') ?? undefined }
}

function sendManifest(
  session: Session,
  repository: RepositoryName,
  method: 'GET' | 'HEAD',
  reference: string,
  options: CallOptions,
): Promise<HttpResponse> {
  return send(session, {
    repository,
    actions: ['pull'],
    method,
    path: `${repository.repository}/manifests/${reference}`,
    headers: { accept: ACCEPT },
    signal: options.signal,
  })
}

async function request(
  session: Session,
  repository: RepositoryName,
  method: 'GET' | 'HEAD',
  reference: string,
  options: CallOptions,
): Promise<HttpResponse> {
  const response = await sendManifest(session, repository, method, reference, options)
  if (response.status === 200) return response
  const name = formatReference(repository)
  if (response.status === 404) throw notFound(name, reference)
  throw await registryError(response, `Getting the manifest ${reference} of ${name}`)
}

function mediaTypeOf(response: HttpResponse, bytes: Uint8Array): string {
  const type = response.headers.get('content-type')?.split(';')[0]?.trim()
  if (type !== undefined && type !== '' && type !== 'application/json' && type !== 'text/plain') return type
  // A registry that does not say leaves it to the document (image-spec v1.1, manifest.md, `mediaType`).
  return /"mediaType"\s*:\s*"([^"]+)"/.exec(new TextDecoder().decode(bytes))?.[1] ?? mediaTypes.ociManifest
}

/** Digest of the bytes by the same algorithm as another digest. */
function digestLike(digest: Digest, bytes: Uint8Array): string {
  const { algorithm } = parseDigest(digest)
  return `${algorithm}:${toHex(createHasher(algorithm).update(bytes).digest())}`
}

function damaged(repository: RepositoryName, reference: string, wanted: string, met: string): OciError {
  return new OciError(
    'ERR_OCI_DIGEST_MISMATCH',
    `Exchanging the manifest ${reference} with ${formatReference(repository)}: wanted ${wanted}, met ${met}; something between here and there changes bytes`,
    { details: { digest: wanted, met, reference } },
  )
}
