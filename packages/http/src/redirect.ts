import { parseAddress } from './address.ts'
import { discard } from './body.ts'
import { HttpError } from './error.ts'
import type { OnEvent } from './event.ts'
import { lowerCaseNames } from './headers.ts'
import type { HttpRequest, HttpResponse, Layer } from './message.ts'
import { redactUrl } from './redact.ts'

/** Which redirects are followed, and how many. */
export interface RedirectPolicy {
  /** `none` returns the 3xx response itself. Default `all`. */
  readonly follow: 'all' | 'same-origin' | 'none'
  /** Most hops. Default 10. */
  readonly limit: number
  /** Whether https may lead to http. Default false. */
  readonly allowDowngrade: boolean
}

/** The policy in force where nothing else is asked for. */
export const defaultRedirects: RedirectPolicy = { follow: 'all', limit: 10, allowDowngrade: false }

/** All that goes to another origin; everything else, known to be secret or not, stays. */
const PORTABLE = new Set([
  'accept',
  'accept-encoding',
  'content-length',
  'content-type',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'range',
  'user-agent',
])

/** RFC 9110 section 15.4: these have a meaning for `Location`. */
const FOLLOWED = new Set([301, 302, 303, 307, 308])

function refused(request: HttpRequest, status: number, to: string, why: string, remedy: string): HttpError {
  const url = redactUrl(request.url)
  return new HttpError(
    'ERR_HTTP_REDIRECT',
    `${request.method ?? 'GET'} ${url}: ${why} (to ${redactUrl(to)}). ${remedy}`,
    {
      url,
      status,
      to: redactUrl(to),
    },
  )
}

/** The request of the next hop, as RFC 9110 section 15.4 and the policy want it. */
function nextHop(request: HttpRequest, status: number, location: string, policy: RedirectPolicy): HttpRequest {
  const from = new URL(request.url)
  if (!URL.canParse(location, request.url)) {
    throw refused(request, status, location, 'redirected to what is not a URL', 'Check the server.')
  }
  const target = new URL(location, from)
  const { url: to, authorization } = parseAddress(target.href)
  const sameOrigin = to.origin === from.origin
  if (!sameOrigin && policy.follow === 'same-origin') {
    throw refused(request, status, to.href, 'redirected to another origin', 'Allow it with `redirects.follow: "all"`.')
  }
  if (from.protocol === 'https:' && to.protocol === 'http:' && !policy.allowDowngrade) {
    throw refused(
      request,
      status,
      to.href,
      'redirected from https to http',
      'Allow it with `redirects.allowDowngrade`.',
    )
  }
  const method = request.method ?? 'GET'
  // Section 15.4.2-15.4.4: 303 asks for GET; 301 and 302 after POST are taken so by every client.
  const toGet = (status === 303 && method !== 'HEAD') || ((status === 301 || status === 302) && method === 'POST')
  const headers = Object.entries(lowerCaseNames(request.headers))
    .filter(([name]) => sameOrigin || PORTABLE.has(name))
    .filter(([name]) => !toGet || !name.startsWith('content-'))
  const fields = Object.fromEntries(headers)
  if (authorization !== undefined && fields.authorization === undefined) fields.authorization = authorization
  return {
    ...request,
    url: to.href,
    method: toGet ? 'GET' : method,
    headers: fields,
    body: toGet ? undefined : request.body,
  }
}

/** Follows redirects by policy. Nothing secret goes to another origin: only a short list of header fields does. */
export function redirects(defaults: RedirectPolicy, emit: OnEvent): Layer {
  return (next) => ({
    async request(request: HttpRequest): Promise<HttpResponse> {
      const policy = { ...defaults, ...request.redirects }
      let current = request
      for (let hops = 0; ; hops++) {
        const response = await next.request(current)
        const location = FOLLOWED.has(response.status) ? response.headers.get('location') : null
        if (location === null || policy.follow === 'none') return response
        await discard(response.body)
        if (hops >= policy.limit) {
          const why = `redirected more than ${policy.limit} times`
          throw refused(current, response.status, location, why, 'Check for a loop, or raise `redirects.limit`.')
        }
        const hop = nextHop(current, response.status, location, policy)
        emit({ type: 'redirect', url: redactUrl(current.url), to: redactUrl(hop.url), status: response.status })
        current = hop
      }
    },
  })
}
