import { type Clock, discard, type HttpResponse, type RequestBody, type Transport } from '@nacre/http'
import type { Authorizer } from '../auth/authorizer.ts'
import type { Access, Action } from '../auth/scope.ts'
import { isLoopback } from './loopback.ts'
import { apiHost, formatReference, type RepositoryName } from './reference.ts'
import { registryError } from './registry-error.ts'
import type { OnRegistryEvent } from './registry-event.ts'

/** One request to a registry. */
export interface RegistryRequest {
  readonly repository: RepositoryName
  readonly actions: readonly Action[]
  /** Further repositories read from, for a mount. */
  readonly from?: readonly string[]
  /** Default `GET`. */
  readonly method?: string
  /** Path and query below `/v2/`, or the whole URL of an upload session. */
  readonly path: string | URL
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: RequestBody
  readonly idempotent?: boolean
  readonly signal?: AbortSignal | undefined
}

/** How often uploads are tried again, and with which pauses. */
export interface UploadRetry {
  /** Failures in a row without progress that end it. */
  readonly attempts: number
  /** First pause in milliseconds; doubles with each failure. */
  readonly base: number
  /** Longest pause in milliseconds. */
  readonly cap: number
}

/** What the verbs of a registry client share. */
export interface Session {
  readonly transport: Transport
  readonly authorizer: Authorizer
  readonly clock: Clock
  readonly plainHttp: boolean | readonly string[] | undefined
  readonly retry: UploadRetry
  /** Blobs larger than this are sent in chunks of it, in bytes. */
  readonly chunkBytes: number
  readonly emit: OnRegistryEvent
  /** Registries known to have, or not to have, the referrers endpoint. */
  readonly referrersApi: Map<string, boolean>
  /** Repository pairs `from to` where mounting was refused. */
  readonly unmountable: Set<string>
  /** Upload sessions opened by a refused mount, by repository and digest. */
  readonly opened: Map<string, URL>
  /** The running update of each fallback index, by repository and digest. */
  readonly fallbackUpdates: Map<string, Promise<void>>
}

/** More than two: an expired token, and then one that lacks a scope. */
const AUTH_ATTEMPTS = 3

/** Origin of the API of a registry: TLS, except where plain HTTP is asked for, or the registry is on this machine. */
export function originOf(session: Session, registry: string): string {
  const { plainHttp } = session
  const plain = typeof plainHttp === 'boolean' ? plainHttp : (plainHttp?.includes(registry) ?? false)
  const loopback = plainHttp !== false && isLoopback(registry)
  return `${plain || loopback ? 'http' : 'https'}://${apiHost(registry)}`
}

/**
 * Sends a request with what the registry wants for authentication, going through its challenges when it asks for
 * something else. A 401 is returned only when the body cannot be sent again; then the next request will do better.
 *
 * @throws OciError `ERR_OCI_UNAUTHORIZED`, `ERR_OCI_TOKEN`; HttpError when there is no answer
 */
export async function send(session: Session, request: RegistryRequest): Promise<HttpResponse> {
  const origin = originOf(session, request.repository.registry)
  const url = typeof request.path === 'string' ? `${origin}/v2/${request.path}` : request.path.href
  const access: Access = { repository: request.repository, actions: request.actions, from: request.from ?? [] }
  // An upload session or a redirect elsewhere gets no credentials: they are for the registry.
  const ours = new URL(url).origin === origin
  for (let attempt = 1; ; attempt++) {
    const authorization = ours ? await session.authorizer.header(access, request.signal) : undefined
    const response = await session.transport.request({
      url,
      method: request.method ?? 'GET',
      headers: { ...request.headers, ...(authorization === undefined ? {} : { authorization }) },
      body: request.body,
      idempotent: request.idempotent,
      signal: request.signal,
    })
    if (response.status !== 401 || !ours) return response
    if (attempt === AUTH_ATTEMPTS)
      throw await registryError(response, `Authenticating to ${formatReference(access.repository)}`)
    session.emit({ type: 'authenticate', repository: formatReference(access.repository), status: 401 })
    await session.authorizer.learn(access, authorization, response.headers.get('www-authenticate'), url)
    if (typeof request.body === 'function') return response
    await discard(response.body)
  }
}

/** The URL of a `Location`, relative ones completed; never from TLS to plain HTTP on the same host. */
export function locationOf(response: HttpResponse): URL | undefined {
  const location = response.headers.get('location')
  if (location === null || !URL.canParse(location, response.url)) return undefined
  const url = new URL(location, response.url)
  const from = new URL(response.url)
  // Registries behind a proxy that ends TLS are known to answer with http addresses of themselves.
  if (from.protocol === 'https:' && url.protocol === 'http:' && url.hostname === from.hostname) {
    url.protocol = 'https:'
    url.port = from.port
  }
  return url
}
