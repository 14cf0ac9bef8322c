import { digestOf } from '@nacre/archive'
import { readBody } from '@nacre/http'
import { isOciError } from '../error.ts'
import type { Descriptor } from '../model/descriptor.ts'
import { encodeIndex } from '../model/encode.ts'
import type { ImageIndex } from '../model/manifest.ts'
import { mediaTypes } from '../model/media-type.ts'
import { parseIndex } from '../model/parse.ts'
import type { Referrers } from '../places/place.ts'
import { selectReferrers } from '../places/referrer.ts'
import type { CallOptions } from './call-options.ts'
import { nextPage } from './link.ts'
import { getManifest, MANIFEST_LIMIT, putManifest } from './manifests.ts'
import { formatReference, type RepositoryName } from './reference.ts'
import { registryError } from './registry-error.ts'
import { type Session, send } from './session.ts'
import { blobKey } from './upload-session.ts'

/** Options of a listing of referrers. */
export interface ListReferrersOptions extends CallOptions {
  readonly artifactType?: string | undefined
}

const MOST_PAGES = 1000

/** What refers to a digest, by the referrers endpoint or else by the tag schema; `via` says which. */
export async function listReferrers(
  session: Session,
  repository: RepositoryName,
  digest: string,
  options: ListReferrersOptions,
): Promise<Referrers> {
  const known = session.referrersApi.get(repository.registry)
  const listed = known === false ? undefined : await askApi(session, repository, digest, options)
  if (known === undefined) noteReferrersApi(session, repository, listed !== undefined)
  if (listed) return { manifests: selectReferrers(listed, options.artifactType), via: 'api' }
  const index = await readFallback(session, repository, digest, options)
  return { manifests: selectReferrers(index.manifests, options.artifactType), via: 'tag-schema' }
}

/** Keeps what was found out about a registry, and tells it once. */
export function noteReferrersApi(session: Session, repository: RepositoryName, api: boolean): void {
  if (session.referrersApi.get(repository.registry) === api) return
  session.referrersApi.set(repository.registry, api)
  session.emit({ type: 'referrers', repository: formatReference(repository), via: api ? 'api' : 'tag-schema' })
}

/** The list by the endpoint, all pages; undefined when the registry has none. */
async function askApi(
  session: Session,
  repository: RepositoryName,
  digest: string,
  options: ListReferrersOptions,
): Promise<Descriptor[] | undefined> {
  const filter = options.artifactType === undefined ? '' : `?artifactType=${encodeURIComponent(options.artifactType)}`
  let path: string | URL = `${repository.repository}/referrers/${digest}${filter}`
  const found: Descriptor[] = []
  for (let page = 0; page < MOST_PAGES; page++) {
    const response = await send(session, {
      repository,
      actions: ['pull'],
      path,
      headers: { accept: mediaTypes.ociIndex },
      signal: options.signal,
    })
    // distribution-spec v1.1, "Unavailable Referrers API": 404 means that there is none. Others say it with 400 or 405.
    if (page === 0 && (response.status === 404 || response.status === 405 || response.status === 400)) return undefined
    if (response.status !== 200) {
      throw await registryError(response, `Listing the referrers of ${digest} in ${formatReference(repository)}`)
    }
    // A page for people, sent with 200 by what is not a registry endpoint, is no list.
    if (page === 0 && !response.headers.get('content-type')?.startsWith(mediaTypes.ociIndex)) return undefined
    found.push(...parseIndex(await readBody(response, { limit: MANIFEST_LIMIT })).manifests)
    const next = nextPage(response.headers.get('link'), response.url)
    if (!next) break
    path = next
  }
  return found
}

/** distribution-spec v1.1, "Referrers Tag Schema": algorithm cut at 32 characters, hyphen, hash cut at 64. */
export function referrersTag(digest: string): string {
  const [algorithm = '', encoded = ''] = digest.split(':', 2)
  const clean = (text: string): string => text.replace(/[^a-zA-Z0-9._-]/g, '-')
  return `${clean(algorithm.slice(0, 32))}-${clean(encoded.slice(0, 64))}`
}

async function readFallback(
  session: Session,
  repository: RepositoryName,
  digest: string,
  options: CallOptions,
): Promise<ImageIndex> {
  try {
    const { bytes, descriptor } = await getManifest(session, repository, referrersTag(digest), options)
    if (descriptor.mediaType === mediaTypes.ociIndex) return parseIndex(bytes)
  } catch (error) {
    if (!isOciError(error, 'ERR_OCI_NOT_FOUND')) throw error
  }
  return { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests: [] }
}

/**
 * Writes a change into the fallback index of a subject. Changes of one subject follow each other here; between
 * processes the specification offers no lock, so the one who writes last wins.
 */
export async function updateFallback(
  session: Session,
  repository: RepositoryName,
  subject: string,
  change: (manifests: readonly Descriptor[]) => readonly Descriptor[],
  options: CallOptions,
): Promise<void> {
  const key = blobKey(repository, subject)
  const before = session.fallbackUpdates.get(key) ?? Promise.resolve()
  const update = before
    .catch(() => undefined)
    .then(async () => {
      const index = await readFallback(session, repository, subject, options)
      const manifests = change(index.manifests)
      const bytes = encodeIndex({ ...index, mediaType: mediaTypes.ociIndex, manifests })
      const descriptor: Descriptor = { mediaType: mediaTypes.ociIndex, size: bytes.length, digest: digestOf(bytes) }
      await putManifest(session, repository, referrersTag(subject), { descriptor, bytes }, options)
    })
  session.fallbackUpdates.set(key, update)
  await update
}
