import { discard, type HttpResponse } from '@nacre/http'
import { OciError } from '../error.ts'
import type { Descriptor } from '../model/descriptor.ts'
import type { CallOptions } from './call-options.ts'
import { formatReference, type RepositoryName } from './reference.ts'
import { registryError } from './registry-error.ts'
import { locationOf, type Session, send } from './session.ts'

/** Where the bytes of an upload go. */
export interface OpenedSession {
  readonly location: URL
  /** Least size of a chunk but the last, in bytes: distribution-spec v1.1, `OCI-Chunk-Min-Length`. */
  readonly minChunkBytes: number
}

/** Key of what is remembered about a blob in a repository. */
export function blobKey(repository: RepositoryName, digest: string): string {
  return `${formatReference(repository)} ${digest}`
}

/** Opens an upload session, or takes the one that a refused mount has left. */
export async function openSession(
  session: Session,
  repository: RepositoryName,
  descriptor: Descriptor,
  options: CallOptions,
): Promise<OpenedSession> {
  const key = blobKey(repository, descriptor.digest)
  const left = session.opened.get(key)
  session.opened.delete(key)
  if (left) return { location: left, minChunkBytes: 0 }
  const response = await send(session, {
    repository,
    actions: ['pull', 'push'],
    method: 'POST',
    path: `${repository.repository}/blobs/uploads/`,
    headers: { 'content-length': '0' },
    // A session opened twice costs the registry a session, and nothing else.
    idempotent: true,
    signal: options.signal,
  })
  const doing = `Opening an upload of ${descriptor.digest} to ${formatReference(repository)}`
  if (response.status !== 202) throw await registryError(response, doing)
  await discard(response.body)
  return { location: requireLocation(response, doing), minChunkBytes: minChunkOf(response) }
}

/** The session address of a 202. @throws OciError `ERR_OCI_REFUSED` when there is none. */
export function requireLocation(response: HttpResponse, doing: string): URL {
  const location = locationOf(response)
  if (location) return location
  throw new OciError(
    'ERR_OCI_REFUSED',
    `${doing}: the registry answered ${response.status} without a usable Location; it does not keep to the distribution specification`,
    { details: { status: response.status } },
  )
}

function minChunkOf(response: HttpResponse): number {
  const length = Number(response.headers.get('oci-chunk-min-length') ?? 0)
  return Number.isSafeInteger(length) && length > 0 ? length : 0
}

/** How far an upload has come, or undefined when the registry knows nothing of it any more. */
export async function sessionState(
  session: Session,
  repository: RepositoryName,
  location: URL,
  options: CallOptions,
): Promise<{ readonly location: URL; readonly received: number } | undefined> {
  const response = await send(session, {
    repository,
    actions: ['pull', 'push'],
    path: location,
    signal: options.signal,
  })
  await discard(response.body)
  if (response.status !== 204 && response.status !== 202) return undefined
  const end = /^(?:bytes=)?0-(\d+)$/.exec(response.headers.get('range') ?? '')?.[1]
  // "0-0" says one byte, and is what registries say of none (distribution v2.8): none is the safe reading.
  const received = end === undefined || end === '0' ? 0 : Number(end) + 1
  return { location: locationOf(response) ?? location, received }
}
