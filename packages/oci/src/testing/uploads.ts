import { randomUUID } from 'node:crypto'
import type { Digest } from '../model/digest.ts'
import { type Answer, type Exchange, join, refuse } from './answer.ts'
import { digestLike } from './digest-like.ts'
import type { RegistryStore, StoredRepository, StoredUpload } from './registry-store.ts'

/** What an upload session may do. */
export interface UploadRules {
  /** Whether `?mount=` is honoured. */
  readonly mount: boolean
  /** Announced as `OCI-Chunk-Min-Length`; 0 announces nothing. */
  readonly minChunkBytes: number
}

/** POST to the uploads endpoint: opens a session, mounts, or takes a whole blob at once. */
export async function openUpload(
  exchange: Exchange,
  store: RegistryStore,
  name: string,
  rules: UploadRules,
): Promise<Answer> {
  if (exchange.method !== 'POST') return refuse(405, 'UNSUPPORTED', 'uploads are opened with POST')
  const repository = store.open(name)
  const mount = exchange.url.searchParams.get('mount')
  const from = exchange.url.searchParams.get('from')
  if (mount !== null && rules.mount) {
    const blob = findMountable(store, mount as Digest, from)
    if (blob) {
      repository.blobs.set(mount as Digest, blob)
      return created(name, mount)
    }
  }
  const upload: StoredUpload = { id: randomUUID(), parts: [], received: 0 }
  repository.uploads.set(upload.id, upload)
  const digest = exchange.url.searchParams.get('digest')
  if (digest !== null) return finishUpload(exchange, repository, upload, name, digest)
  const answer = accepted(name, upload)
  if (rules.minChunkBytes === 0) return answer
  return { ...answer, headers: { ...answer.headers, 'oci-chunk-min-length': String(rules.minChunkBytes) } }
}

/** GET, PATCH, PUT and DELETE of an upload session: distribution-spec v1.1, "Pushing blobs". */
export async function answerUpload(
  exchange: Exchange,
  repository: StoredRepository | undefined,
  name: string,
  id: string,
): Promise<Answer> {
  const upload = repository?.uploads.get(id)
  if (!repository || !upload) return refuse(404, 'BLOB_UPLOAD_UNKNOWN', `no upload ${id}`)
  switch (exchange.method) {
    case 'GET':
      return { ...accepted(name, upload), status: 204 }
    case 'PATCH':
      if (outOfOrder(exchange, upload)) return { ...accepted(name, upload), status: 416 }
      await receive(exchange, upload)
      return accepted(name, upload)
    case 'PUT':
      return finishUpload(exchange, repository, upload, name, exchange.url.searchParams.get('digest'))
    case 'DELETE':
      repository.uploads.delete(id)
      return { status: 204 }
    default:
      return refuse(405, 'UNSUPPORTED', 'not an upload method')
  }
}

function findMountable(store: RegistryStore, digest: Digest, from: string | null): Uint8Array | undefined {
  if (from !== null) return store.find(from)?.blobs.get(digest)
  for (const repository of store.repositories.values()) {
    const blob = repository.blobs.get(digest)
    if (blob) return blob
  }
  return undefined
}

function outOfOrder(exchange: Exchange, upload: StoredUpload): boolean {
  const range = exchange.headers['content-range']
  if (range === undefined) return false
  // distribution-spec v1.1, "Pushing a blob in chunks": "<start>-<end>", no unit, the end included.
  const start = /^(\d+)-\d+$/.exec(range)?.[1]
  return start === undefined || Number(start) !== upload.received
}

/** Parts count as received the moment they arrive, so that a cut connection leaves what came before the cut. */
async function receive(exchange: Exchange, upload: StoredUpload): Promise<void> {
  for await (const part of exchange.body) {
    upload.parts.push(part)
    upload.received += part.length
  }
}

async function finishUpload(
  exchange: Exchange,
  repository: StoredRepository,
  upload: StoredUpload,
  name: string,
  digest: string | null,
): Promise<Answer> {
  if (outOfOrder(exchange, upload)) return { ...accepted(name, upload), status: 416 }
  await receive(exchange, upload)
  if (digest === null) return refuse(400, 'DIGEST_INVALID', 'no digest given')
  const bytes = join(upload.parts, upload.received)
  repository.uploads.delete(upload.id)
  if (digestLike(digest, bytes) !== digest) return refuse(400, 'DIGEST_INVALID', `the bytes received are not ${digest}`)
  repository.blobs.set(digest as Digest, bytes)
  return created(name, digest)
}

function created(name: string, digest: string): Answer {
  return { status: 201, headers: { location: `/v2/${name}/blobs/${digest}`, 'docker-content-digest': digest } }
}

function accepted(name: string, upload: StoredUpload): Answer {
  return {
    status: 202,
    headers: {
      location: `/v2/${name}/blobs/uploads/${upload.id}`,
      range: `0-${Math.max(upload.received - 1, 0)}`,
      'docker-upload-uuid': upload.id,
    },
  }
}
