import { discard, type HttpResponse } from '@nacre/http'
import { isOciError } from '../error.ts'
import type { Descriptor } from '../model/descriptor.ts'
import type { CallOptions } from './call-options.ts'
import { formatReference, type RepositoryName } from './reference.ts'
import { locationOf, type Session, send } from './session.ts'
import { blobKey } from './upload-session.ts'

/**
 * Asks the registry to take a blob over from another of its repositories (distribution-spec v1.1, "Mounting a blob from
 * another repository"). Tried once: a refusal ends all mounts between the two repositories, and the session that the
 * registry opens with a refusal is what the following upload uses.
 *
 * @returns false when the blob has to be sent
 */
export async function mountBlob(
  session: Session,
  repository: RepositoryName,
  descriptor: Descriptor,
  from: RepositoryName,
  options: CallOptions,
): Promise<boolean> {
  const pair = `${formatReference(from)} ${formatReference(repository)}`
  if (from.registry !== repository.registry || session.unmountable.has(pair)) return false
  const response = await request(session, repository, descriptor, from, options)
  const mounted = response?.status === 201
  const location = response?.status === 202 ? locationOf(response) : undefined
  if (!mounted) session.unmountable.add(pair)
  if (location) session.opened.set(blobKey(repository, descriptor.digest), location)
  session.emit({
    type: 'mount',
    repository: formatReference(repository),
    from: formatReference(from),
    digest: descriptor.digest,
    outcome: mounted ? 'mounted' : 'refused',
  })
  return mounted
}

/** Undefined when these credentials do not open the other repository: no reason to give up the push. */
async function request(
  session: Session,
  repository: RepositoryName,
  descriptor: Descriptor,
  from: RepositoryName,
  options: CallOptions,
): Promise<HttpResponse | undefined> {
  const query = new URLSearchParams({ mount: descriptor.digest, from: from.repository })
  try {
    const response = await send(session, {
      repository,
      actions: ['pull', 'push'],
      from: [from.repository],
      method: 'POST',
      path: `${repository.repository}/blobs/uploads/?${query}`,
      headers: { 'content-length': '0' },
      idempotent: true,
      signal: options.signal,
    })
    await discard(response.body)
    return response
  } catch (error) {
    if (isOciError(error, 'ERR_OCI_UNAUTHORIZED')) return undefined
    throw error
  }
}
