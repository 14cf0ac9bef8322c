import { discard, type HttpResponse, parseRetryAfter } from '@nacre/http'
import { OciError } from '../error.ts'
import type { Descriptor } from '../model/descriptor.ts'
import { verified } from '../places/verified.ts'
import { blobExists } from './blobs.ts'
import type { CallOptions } from './call-options.ts'
import { ContentReader } from './content-reader.ts'
import { formatReference, type RepositoryName } from './reference.ts'
import { registryError } from './registry-error.ts'
import { locationOf, type Session, send } from './session.ts'
import { classifyFailure, UploadFailure } from './upload-failure.ts'
import { openSession, sessionState } from './upload-session.ts'

/** Options of an upload. */
export interface UploadOptions extends CallOptions {
  /** Bytes of the blob that the registry has or that are on their way to it; smaller again after a retry. */
  readonly onProgress?: ((bytes: number) => void) | undefined
}

interface Upload {
  readonly session: Session
  readonly repository: RepositoryName
  readonly descriptor: Descriptor
  readonly reader: ContentReader
  readonly options: UploadOptions
  location: URL
  /** Bytes the registry has said it holds. */
  offset: number
  /** Bytes in one request. */
  chunk: number
}

/**
 * Sends a blob: one PUT, or chunks (distribution-spec v1.1, "Pushing a blob monolithically" and "in chunks"). After a
 * broken connection, 429, 5xx or an expired token it asks how much has arrived and goes on from there, or begins anew
 * when the registry has forgotten the session.
 *
 * @throws OciError `ERR_OCI_DIGEST_MISMATCH`, `ERR_OCI_SIZE_MISMATCH` when the content is not what the descriptor says,
 * `ERR_OCI_UPLOAD` when the registry did not get it whole after all attempts, and what {@link send} throws
 */
export async function uploadBlob(
  session: Session,
  repository: RepositoryName,
  descriptor: Descriptor,
  content: () => AsyncIterable<Uint8Array>,
  options: UploadOptions,
): Promise<void> {
  const reader = new ContentReader(() => verified(descriptor, content(), { signal: options.signal }))
  const { location, minChunkBytes } = await openSession(session, repository, descriptor, options)
  const chunk = Math.max(session.chunkBytes, minChunkBytes)
  const upload: Upload = { session, repository, descriptor, reader, options, location, offset: 0, chunk }
  try {
    await persist(upload)
  } finally {
    await reader.close()
  }
}

async function persist(upload: Upload): Promise<void> {
  const { session, repository, descriptor, options } = upload
  let failures = 0
  let furthest = 0
  for (;;) {
    try {
      await sendRest(upload)
      return
    } catch (error) {
      const failure = classifyFailure(error, options.signal)
      failures = upload.offset > furthest ? 1 : failures + 1
      furthest = Math.max(furthest, upload.offset)
      if (failures >= session.retry.attempts) throw gaveUp(upload, failures, failure)
      const delay = failure.delay ?? Math.min(session.retry.base * 2 ** (failures - 1), session.retry.cap)
      const { digest } = descriptor
      const name = formatReference(repository)
      session.emit({ type: 'upload-retry', repository: name, digest, failures, delay, code: failure.code })
      await session.clock.sleep(delay, options.signal)
    }
    // The answer to a PUT that was acted on may be all that was lost.
    if (await blobExists(session, repository, descriptor, { ...options, actions: ['pull', 'push'] })) return
    await resume(upload)
  }
}

async function resume(upload: Upload): Promise<void> {
  const { session, repository, descriptor, options } = upload
  const state = await sessionState(session, repository, upload.location, options)
  if (state && state.received < descriptor.size) {
    upload.location = state.location
    upload.offset = state.received
    return
  }
  const opened = await openSession(session, repository, descriptor, options)
  upload.location = opened.location
  upload.offset = 0
}

async function sendRest(upload: Upload): Promise<void> {
  const { descriptor } = upload
  while (descriptor.size - upload.offset > upload.chunk) await sendChunk(upload, upload.chunk)
  // An upload that was begun by PATCH goes on by PATCH: not every registry takes a body with the closing PUT then.
  if (upload.offset > 0 && upload.offset < descriptor.size) await sendChunk(upload, descriptor.size - upload.offset)
  await close(upload)
}

async function sendChunk(upload: Upload, length: number): Promise<void> {
  const { offset } = upload
  const response = await sendPart(upload, 'PATCH', upload.location, length, {
    // distribution-spec v1.1, "Pushing a blob in chunks": inclusive on both sides, no unit.
    'content-range': `${offset}-${offset + length - 1}`,
  })
  if (response.status !== 202 && response.status !== 201 && response.status !== 204)
    throw await refusal(upload, response)
  await discard(response.body)
  upload.location = locationOf(response) ?? upload.location
  upload.offset = offset + length
}

async function close(upload: Upload): Promise<void> {
  const url = new URL(upload.location)
  url.searchParams.set('digest', upload.descriptor.digest)
  const response = await sendPart(upload, 'PUT', url, upload.descriptor.size - upload.offset, {})
  if (response.status !== 201 && response.status !== 204) throw await refusal(upload, response)
  await discard(response.body)
  const digest = response.headers.get('docker-content-digest')
  if (digest !== null && digest !== upload.descriptor.digest) throw await anotherDigest(upload, digest)
}

async function sendPart(
  upload: Upload,
  method: 'PATCH' | 'PUT',
  path: URL,
  length: number,
  headers: Readonly<Record<string, string>>,
): Promise<HttpResponse> {
  const { session, repository, descriptor, options, reader, offset } = upload
  const mode = method === 'PUT' && offset === 0 ? 'whole' : 'chunk'
  if (length > 0) {
    session.emit({ type: 'upload', repository: formatReference(repository), digest: descriptor.digest, offset, mode })
  }
  async function* body(): AsyncGenerator<Uint8Array> {
    let sent = offset
    for await (const piece of reader.part(offset, length)) {
      yield piece
      sent += piece.length
      options.onProgress?.(sent)
    }
  }
  return send(session, {
    repository,
    actions: ['pull', 'push'],
    method,
    path,
    headers: { 'content-type': 'application/octet-stream', 'content-length': String(length), ...headers },
    body: length === 0 ? new Uint8Array() : body,
    idempotent: false,
    signal: options.signal,
  })
}

/** What a refused part means for the upload as a whole. */
async function refusal(upload: Upload, response: HttpResponse): Promise<OciError | UploadFailure> {
  const { session, descriptor, repository } = upload
  const asked = response.headers.get('retry-after')
  const delay = asked === null ? undefined : parseRetryAfter(asked, session.clock.now())
  const error = await registryError(response, `Uploading ${descriptor.digest} to ${formatReference(repository)}`)
  const { status } = response
  // 413: a proxy in between takes less at once. Smaller chunks may pass.
  if (status === 413 && upload.chunk > SMALLEST_CHUNK) {
    upload.chunk = Math.max(SMALLEST_CHUNK, Math.floor(Math.min(upload.chunk, descriptor.size) / 4))
    return new UploadFailure(error, 0)
  }
  const faults = error.details.faults
  const spoilt =
    Array.isArray(faults) && faults.some(({ code }) => code === 'DIGEST_INVALID' || code === 'SIZE_INVALID')
  const transient =
    status === 401 || status === 404 || status === 408 || status === 416 || status === 429 || status >= 500
  return transient || spoilt ? new UploadFailure(error, status === 401 ? 0 : delay) : error
}

/** Least size of a chunk that 413 can lead to, in bytes. */
const SMALLEST_CHUNK = 1024 * 1024

async function anotherDigest(upload: Upload, met: string): Promise<UploadFailure> {
  const { descriptor, repository } = upload
  const error = new OciError(
    'ERR_OCI_DIGEST_MISMATCH',
    `Uploading ${descriptor.digest} to ${formatReference(repository)}: the registry says that it stored ${met}; something between here and there changes bytes`,
    { details: { digest: descriptor.digest, met } },
  )
  return new UploadFailure(error, undefined)
}

function gaveUp(upload: Upload, failures: number, failure: UploadFailure): OciError {
  const { descriptor, repository, offset } = upload
  const name = formatReference(repository)
  return new OciError(
    'ERR_OCI_UPLOAD',
    `Uploading ${descriptor.digest} (${descriptor.size} bytes) to ${name}: ${failures} attempts in a row came no further than byte ${offset}; last: ${failure.message}; publish again to go on`,
    {
      details: { digest: descriptor.digest, size: descriptor.size, repository: name, offset, failures },
      cause: failure.reason,
    },
  )
}
