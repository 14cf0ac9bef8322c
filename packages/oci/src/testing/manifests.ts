import { type Digest, isDigest } from '../model/digest.ts'
import { type Answer, type Exchange, readAll, refuse } from './answer.ts'
import { digestLike } from './digest-like.ts'
import { readLinks } from './manifest-links.ts'
import type { StoredManifest, StoredRepository } from './registry-store.ts'

/** What manifest endpoints may do. */
export interface ManifestRules {
  readonly delete: boolean
  /** Whether a `subject` is acknowledged with `OCI-Subject`. */
  readonly referrersApi: boolean
  /** Bodies past this many bytes are refused with 413. */
  readonly maxManifestBytes: number
}

// distribution-spec v1.1, "Pulling manifests": the pattern of a tag.
const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/

/** The digest that a tag or digest stands for here, or undefined. */
export function resolveReference(repository: StoredRepository, reference: string): Digest | undefined {
  const digest = reference.includes(':') ? (reference as Digest) : repository.tags.get(reference)
  return digest !== undefined && repository.manifests.has(digest) ? digest : undefined
}

/** GET, HEAD, PUT and DELETE of a manifest: distribution-spec v1.1, end-3, end-7 and end-9. */
export async function answerManifest(
  exchange: Exchange,
  repository: StoredRepository,
  name: string,
  reference: string,
  rules: ManifestRules,
): Promise<Answer> {
  if (exchange.method === 'PUT') return putManifest(exchange, repository, name, reference, rules)
  const digest = resolveReference(repository, reference)
  const manifest = digest && repository.manifests.get(digest)
  if (!digest || !manifest) return refuse(404, 'MANIFEST_UNKNOWN', `no manifest ${reference} in ${name}`)
  switch (exchange.method) {
    case 'GET':
    case 'HEAD':
      return {
        status: 200,
        headers: { 'content-type': manifest.mediaType, 'docker-content-digest': digest },
        body: manifest.bytes,
      }
    case 'DELETE':
      return deleteManifest(repository, reference, digest, rules)
    default:
      return refuse(405, 'UNSUPPORTED', 'not a manifest method')
  }
}

function deleteManifest(repository: StoredRepository, reference: string, digest: Digest, rules: ManifestRules): Answer {
  if (!rules.delete) return refuse(405, 'UNSUPPORTED', 'deleting is switched off')
  if (!reference.includes(':')) {
    repository.tags.delete(reference)
    return { status: 202 }
  }
  repository.manifests.delete(digest)
  for (const [tag, target] of repository.tags) if (target === digest) repository.tags.delete(tag)
  return { status: 202 }
}

async function putManifest(
  exchange: Exchange,
  repository: StoredRepository,
  name: string,
  reference: string,
  rules: ManifestRules,
): Promise<Answer> {
  const bytes = await readAll(exchange.body, rules.maxManifestBytes)
  if (!bytes) return refuse(413, 'SIZE_INVALID', `a manifest may have ${rules.maxManifestBytes} bytes`)
  const byDigest = isDigest(reference)
  const digest = digestLike(byDigest ? reference : 'sha256:', bytes)
  if (!byDigest && !TAG.test(reference)) return refuse(400, 'TAG_INVALID', `${reference} is neither a tag nor a digest`)
  if (byDigest && reference !== digest) return refuse(400, 'DIGEST_INVALID', `the bytes received are ${digest}`)
  const links = readLinks(bytes)
  if (!links) return refuse(400, 'MANIFEST_INVALID', 'not a manifest')
  const blob = links.blobs.find((wanted) => !repository.blobs.has(wanted))
  if (blob) return refuse(404, 'MANIFEST_BLOB_UNKNOWN', `blob ${blob} is not in this repository`)
  const child = links.manifests.find((wanted) => !repository.manifests.has(wanted))
  if (child) return refuse(404, 'MANIFEST_UNKNOWN', `manifest ${child} is not in this repository`)
  const mediaType = exchange.headers['content-type'] ?? links.mediaType ?? 'application/octet-stream'
  const stored: StoredManifest = { mediaType, bytes }
  repository.manifests.set(digest, stored)
  if (!byDigest) repository.tags.set(reference, digest)
  const acknowledged = rules.referrersApi && links.subject ? { 'oci-subject': links.subject } : {}
  return {
    status: 201,
    headers: { location: `/v2/${name}/manifests/${digest}`, 'docker-content-digest': digest, ...acknowledged },
  }
}
