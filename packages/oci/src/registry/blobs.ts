import { discard } from '@nacre/http'
import type { Action } from '../auth/scope.ts'
import type { Descriptor } from '../model/descriptor.ts'
import { isManifestOrIndexType } from '../model/media-type.ts'
import { notFound } from '../places/not-found.ts'
import { verified } from '../places/verified.ts'
import type { CallOptions } from './call-options.ts'
import { formatReference, type RepositoryName } from './reference.ts'
import { registryError } from './registry-error.ts'
import { type Session, send } from './session.ts'

/**
 * Whether a blob is there (HEAD): distribution-spec v1.1, "Checking if content exists in the registry".
 *
 * @param options.actions - what else is about to be done, so that one token does for all; default: only reading, for
 * token servers refuse the whole when they are asked for more than they give
 */
export async function blobExists(
  session: Session,
  repository: RepositoryName,
  descriptor: Descriptor,
  options: CallOptions & { readonly actions?: readonly Action[] },
): Promise<boolean> {
  const response = await send(session, {
    repository,
    actions: options.actions ?? ['pull'],
    method: 'HEAD',
    path: `${repository.repository}/blobs/${descriptor.digest}`,
    signal: options.signal,
  })
  await discard(response.body)
  if (response.status === 200) return true
  if (response.status === 404) return false
  throw await registryError(response, `Looking for ${descriptor.digest} in ${formatReference(repository)}`)
}

/** Streams a blob or manifest, checked against its descriptor. */
export async function* readContent(
  session: Session,
  repository: RepositoryName,
  descriptor: Descriptor,
  options: CallOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const isManifest = isManifestOrIndexType(descriptor.mediaType)
  const response = await send(session, {
    repository,
    actions: ['pull'],
    path: `${repository.repository}/${isManifest ? 'manifests' : 'blobs'}/${descriptor.digest}`,
    headers: isManifest ? { accept: descriptor.mediaType } : {},
    signal: options.signal,
  })
  const name = formatReference(repository)
  if (response.status === 404) throw notFound(name, descriptor.digest)
  if (response.status !== 200) throw await registryError(response, `Reading ${descriptor.digest} of ${name}`)
  yield* verified(descriptor, response.body, options)
}
