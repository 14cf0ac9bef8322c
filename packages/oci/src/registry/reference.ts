import { redactUrl } from '@nacre/http'
import { OciError } from '../error.ts'
import { type Digest, isDigest } from '../model/digest.ts'

/** A repository in a registry. */
export interface RepositoryName {
  /** Host with port, as people write it: `docker.io`, `ghcr.io`, `localhost:5000`. */
  readonly registry: string
  /** Name inside the registry: `library/alpine`. */
  readonly repository: string
}

/** A repository, and what in it. */
export interface Reference extends RepositoryName {
  readonly tag?: string
  readonly digest?: Digest
}

// distribution-spec v1.1, "Pulling manifests": <name> and <reference> as a tag.
const REPOSITORY = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/
const TAG = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/
const HOST =
  /^(?:(?:[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9])(?:\.(?:[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9]))*|\[[0-9a-fA-F:]+\])(?::[0-9]{1,5})?$/

const DOCKER_HUB = 'docker.io'
const DOCKER_HUB_ALIASES: readonly string[] = [
  DOCKER_HUB,
  'index.docker.io',
  'registry-1.docker.io',
  'registry.hub.docker.com',
]

/** One name for a registry: the aliases of Docker Hub become `docker.io`, letters become small. */
export function canonicalRegistry(host: string): string {
  const small = host.toLowerCase()
  return DOCKER_HUB_ALIASES.includes(small) ? DOCKER_HUB : small
}

/** The host that answers the API of a registry; only Docker Hub's differs from its name. */
export function apiHost(registry: string): string {
  return canonicalRegistry(registry) === DOCKER_HUB ? 'registry-1.docker.io' : registry
}

/**
 * Reads a reference as people write it: `alpine`, `team/app:1.2`, `ghcr.io/team/app@sha256:…`, `localhost:5000/app`.
 * A first part with a dot, a colon or capitals, or `localhost`, is a registry; otherwise it is Docker Hub, where a name
 * of one part is in `library/` (distribution/reference, "normalized named"). No tag is made up.
 *
 * @throws OciError `ERR_OCI_REFERENCE_INVALID`
 */
export function parseReference(text: string): Reference {
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(text)?.[0]
  if (scheme !== undefined) throw invalid(text, `it begins with ${scheme}, as a URL does`)
  const at = text.indexOf('@')
  const digest = at < 0 ? undefined : text.slice(at + 1)
  const named = at < 0 ? text : text.slice(0, at)
  const colon = named.lastIndexOf(':')
  const hasTag = colon > named.lastIndexOf('/')
  const tag = hasTag ? named.slice(colon + 1) : undefined
  const { registry, repository } = splitHost(hasTag ? named.slice(0, colon) : named)
  if (!HOST.test(registry)) throw invalid(text, `${quote(registry)} is not a host`)
  if (!REPOSITORY.test(repository) || repository.length > 255) {
    throw invalid(text, `${quote(repository)} is not a repository name (small letters, digits, and . _ - between them)`)
  }
  if (tag !== undefined && !TAG.test(tag)) throw invalid(text, `${quote(tag)} is not a tag`)
  if (digest !== undefined && !isDigest(digest)) throw invalid(text, `${quote(digest)} is not a digest`)
  return {
    registry,
    repository,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  }
}

function splitHost(name: string): RepositoryName {
  const slash = name.indexOf('/')
  const first = name.slice(0, Math.max(slash, 0))
  const isHost = slash > 0 && (/[.:A-Z]/.test(first) || first === 'localhost')
  const registry = isHost ? canonicalRegistry(first) : DOCKER_HUB
  const rest = isHost ? name.slice(slash + 1) : name
  return { registry, repository: registry === DOCKER_HUB && !rest.includes('/') ? `library/${rest}` : rest }
}

/** Writes a reference in full: registry, repository, and what of tag and digest there is. */
export function formatReference(reference: Reference): string {
  const tag = reference.tag === undefined ? '' : `:${reference.tag}`
  const digest = reference.digest === undefined ? '' : `@${reference.digest}`
  return `${reference.registry}/${reference.repository}${tag}${digest}`
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 140))
}

function invalid(text: string, met: string): OciError {
  // User information stands before a host, and a host before a slash (RFC 3986 section 3.2.1); a digest has no slash.
  const shown = redactUrl(text).replace(/^[^/]*@(?=[^/]*\/)/, '***@')
  return new OciError(
    'ERR_OCI_REFERENCE_INVALID',
    `Reading the reference ${quote(shown)}: ${met}; write registry/repository:tag or registry/repository@digest`,
    { details: { text: shown.slice(0, 300) } },
  )
}
