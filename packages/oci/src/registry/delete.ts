import { discard } from '@nacre/http'
import type { CallOptions } from './call-options.ts'
import { formatReference, type RepositoryName } from './reference.ts'
import { registryError } from './registry-error.ts'
import { type Session, send } from './session.ts'

/** Deletes a blob by digest: distribution-spec v1.1, "Deleting Blobs". */
export function deleteBlob(
  session: Session,
  repository: RepositoryName,
  digest: string,
  options: CallOptions,
): Promise<void> {
  return deleteContent(session, repository, 'blobs', digest, options)
}

/** Deletes a manifest by digest, or a tag: distribution-spec v1.1, "Deleting Tags" and "Deleting Manifests". */
export function deleteManifest(
  session: Session,
  repository: RepositoryName,
  reference: string,
  options: CallOptions,
): Promise<void> {
  return deleteContent(session, repository, 'manifests', reference, options)
}

async function deleteContent(
  session: Session,
  repository: RepositoryName,
  kind: 'blobs' | 'manifests',
  reference: string,
  options: CallOptions,
): Promise<void> {
  const response = await send(session, {
    repository,
    actions: ['delete'],
    method: 'DELETE',
    path: `${repository.repository}/${kind}/${reference}`,
    signal: options.signal,
  })
  if (response.status !== 202 && response.status !== 200 && response.status !== 204) {
    throw await registryError(response, `Deleting ${reference} of ${formatReference(repository)}`)
  }
  await discard(response.body)
}
