import { createHash } from 'node:crypto'
import { readBody } from './body.ts'
import { bodyOf } from './body-stream.ts'
import { HttpError } from './error.ts'
import { emitter, type OnEvent } from './event.ts'
import { createHeaders, lowerCaseNames } from './headers.ts'
import type { HttpRequest, HttpResponse, Transport } from './message.ts'
import { redactUrl } from './redact.ts'

/** A response as a cache keeps it. */
export interface CachedResponse {
  /** Entity tag, quotes and weakness mark included. */
  readonly etag?: string
  readonly lastModified?: string
  readonly body: Uint8Array
}

/** Where responses are kept. Keys are 64 hexadecimal digits and say nothing about the address. */
export interface ResponseCache {
  get(key: string): Promise<CachedResponse | undefined>
  set(key: string, response: CachedResponse): Promise<void>
}

/** How the cache is used. */
export interface RevalidationOptions {
  /** Most bytes of a body, which is held in memory. Default 512 MiB. */
  readonly limit?: number
  readonly onEvent?: OnEvent | undefined
}

/** Key of a GET: SHA-256 of the address without user information, and of `Accept`, on which an answer may depend. */
function keyOf(request: HttpRequest, accept: string): string {
  const url = new URL(request.url)
  url.username = ''
  url.password = ''
  url.hash = ''
  return createHash('sha256').update(`${url.href}\n${accept}`).digest('hex')
}

function cachedResponse(request: HttpRequest, cached: CachedResponse): HttpResponse {
  const url = new URL(request.url)
  url.username = ''
  url.password = ''
  const headers = createHeaders({
    etag: cached.etag,
    'last-modified': cached.lastModified,
    'content-length': String(cached.body.length),
  })
  return { status: 200, headers, body: bodyOf(cached.body), url: url.href }
}

function conditions(cached: CachedResponse | undefined): Record<string, string> {
  // RFC 9110 section 13.1.3: If-Modified-Since is ignored beside If-None-Match.
  if (cached?.etag !== undefined) return { 'if-none-match': cached.etag }
  if (cached?.lastModified !== undefined) return { 'if-modified-since': cached.lastModified }
  return {}
}

async function keep(key: string, response: HttpResponse, cache: ResponseCache, limit: number): Promise<HttpResponse> {
  const body = await readBody(response, { limit })
  const etag = response.headers.get('etag')
  const lastModified = response.headers.get('last-modified')
  await cache.set(key, {
    body,
    ...(etag === null ? {} : { etag }),
    ...(lastModified === null ? {} : { lastModified }),
  })
  return { ...response, body: bodyOf(body) }
}

/**
 * A transport whose GETs go through a cache: each asks the server whether what is kept is still current
 * (RFC 9110 section 13), and is answered from the cache when it is, or when the transport underneath is offline. Any other
 * failure is passed on: what could not be confirmed is not served.
 *
 * @throws HttpError as the transport does; `ERR_HTTP_OFFLINE` where it is offline and nothing is kept
 */
export function revalidate(transport: Transport, cache: ResponseCache, options: RevalidationOptions = {}): Transport {
  const emit = emitter(options.onEvent)
  return {
    async request(request: HttpRequest): Promise<HttpResponse> {
      const headers = lowerCaseNames(request.headers)
      const own = ['range', 'if-none-match', 'if-modified-since'].some((name) => headers[name] !== undefined)
      if ((request.method ?? 'GET') !== 'GET' || own || !URL.canParse(request.url)) return transport.request(request)
      const key = keyOf(request, headers.accept ?? '')
      const url = redactUrl(request.url)
      const cached = await cache.get(key)
      let response: HttpResponse
      try {
        response = await transport.request({ ...request, headers: { ...headers, ...conditions(cached) } })
      } catch (error) {
        const offline = error instanceof HttpError && error.code === 'ERR_HTTP_OFFLINE'
        if (!offline || cached === undefined) throw error
        emit({ type: 'cache', url, outcome: 'offline' })
        return cachedResponse(request, cached)
      }
      if (response.status === 304 && cached !== undefined) {
        emit({ type: 'cache', url, outcome: 'fresh' })
        return cachedResponse(request, cached)
      }
      if (response.status !== 200) return response
      emit({ type: 'cache', url, outcome: cached === undefined ? 'miss' : 'changed' })
      return keep(key, response, cache, Math.min(options.limit ?? 512 * 1024 ** 2, request.maxBytes ?? Infinity))
    },
  }
}
