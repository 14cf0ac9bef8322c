import type { Digest } from '../model/digest.ts'
import { type Answer, type Exchange, refuse } from './answer.ts'
import type { StoredRepository } from './registry-store.ts'

/** GET, HEAD and DELETE of a blob: distribution-spec v1.1, "Pulling blobs" and "Deleting blobs". */
export function answerBlob(
  exchange: Exchange,
  repository: StoredRepository | undefined,
  digest: string,
  options: { readonly delete: boolean; readonly storage?: string | undefined },
): Answer {
  const blob = repository?.blobs.get(digest as Digest)
  if (!repository || !blob) return refuse(404, 'BLOB_UNKNOWN', `blob ${digest} is not in this repository`)
  if (exchange.method === 'DELETE') {
    if (!options.delete) return refuse(405, 'UNSUPPORTED', 'deleting is switched off')
    repository.blobs.delete(digest as Digest)
    return { status: 202 }
  }
  if (exchange.method !== 'GET' && exchange.method !== 'HEAD') return refuse(405, 'UNSUPPORTED', 'not a blob method')
  if (options.storage !== undefined && exchange.method === 'GET') {
    return { status: 307, headers: { location: new URL(exchange.url.pathname, options.storage).href } }
  }
  return answerBytes(exchange, blob, digest)
}

/** The bytes of a blob, or the part that a Range header asks for (RFC 9110, section 14). */
export function answerBytes(exchange: Exchange, blob: Uint8Array, digest: string): Answer {
  const headers = {
    'content-type': 'application/octet-stream',
    'docker-content-digest': digest,
    'accept-ranges': 'bytes',
    etag: `"${digest}"`,
  }
  const range = /^bytes=(\d+)-(\d*)$/.exec(exchange.headers.range ?? '')
  if (!range) return { status: 200, headers, body: blob }
  const start = Number(range[1])
  const end = range[2] === '' ? blob.length - 1 : Math.min(Number(range[2]), blob.length - 1)
  if (start > end) {
    return {
      ...refuse(416, 'SIZE_INVALID', 'range outside the blob'),
      headers: { 'content-range': `bytes */${blob.length}` },
    }
  }
  return {
    status: 206,
    headers: { ...headers, 'content-range': `bytes ${start}-${end}/${blob.length}` },
    body: blob.subarray(start, end + 1),
  }
}
