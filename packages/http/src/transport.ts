import { parseAddress } from './address.ts'
import { type Clock, systemClock } from './clock.ts'
import { type ConcurrencyLimits, concurrency, defaultConcurrency } from './concurrency.ts'
import { type ConnectionOptions, connection } from './connection.ts'
import { type Credentials, withCredentials } from './credentials.ts'
import { emitter, type OnEvent } from './event.ts'
import { lowerCaseNames } from './headers.ts'
import type { HttpTransport, Layer, Transport } from './message.ts'
import { offlineTransport } from './offline.ts'
import { defaultRedirects, type RedirectPolicy, redirects } from './redirect.ts'
import { resumption } from './resume.ts'
import { defaultRetry, type RetryPolicy, retries } from './retry.ts'
import { sizeLimit } from './size.ts'
import { traced } from './trace.ts'
import { type Timeouts, wire } from './wire.ts'

/** How a transport behaves. Every part has a default. */
export interface TransportOptions extends ConnectionOptions {
  /** Refuse every request with `ERR_HTTP_OFFLINE` before anything is opened, asked or loaded. Default false. */
  readonly offline?: boolean | undefined
  /** Asked for the credential of an origin when a request goes there. */
  readonly credentials?: Credentials | undefined
  readonly retry?: Partial<RetryPolicy> | undefined
  readonly redirects?: Partial<RedirectPolicy> | undefined
  readonly concurrency?: Partial<ConcurrencyLimits> | undefined
  readonly timeouts?: Timeouts | undefined
  /** Most bytes of a body, where a request does not say. Default 8 GiB. */
  readonly maxBytes?: number | undefined
  /** Default `nacre`. */
  readonly userAgent?: string | undefined
  readonly clock?: Clock | undefined
  readonly onEvent?: OnEvent | undefined
}

/** Gives a request the form that the other layers rely on: header names in lower case, no user information in the URL. */
function normalized(userAgent: string): Layer {
  return (next) => ({
    async request(request) {
      const { url, authorization } = parseAddress(request.url)
      const headers: Record<string, string> = {
        'user-agent': userAgent,
        // Archives are hashed as they are sent, so no coding of the transfer is wanted.
        'accept-encoding': 'identity',
        ...(authorization === undefined ? {} : { authorization }),
        ...lowerCaseNames(request.headers),
      }
      if (request.body instanceof Uint8Array) headers['content-length'] ??= String(request.body.length)
      return next.request({ ...request, url: url.href, method: request.method?.toUpperCase() ?? 'GET', headers })
    },
  })
}

/** Puts layers over a transport, the first one outermost. */
export function compose(transport: Transport, layers: readonly Layer[]): Transport {
  return layers.reduceRight((next, layer) => layer(next), transport)
}

/**
 * Makes a transport over undici: size limits, resumption of broken bodies, retries, redirects, credentials and bounded
 * concurrency, in this order from the caller to the wire. Nothing is loaded or opened before the first request.
 *
 * Its requests throw {@link HttpError} with any code but `ERR_HTTP_STATUS` and `ERR_HTTP_BODY_INVALID`.
 */
export function createTransport(options: TransportOptions = {}): HttpTransport {
  const emit = emitter(options.onEvent)
  const normal = normalized(options.userAgent ?? 'nacre')
  if (options.offline === true) {
    const { request } = compose(offlineTransport, [normal])
    return { request, close: async () => {}, [Symbol.asyncDispose]: async () => {} }
  }
  const clock = options.clock ?? systemClock
  const timeouts = options.timeouts ?? {}
  const retry = { ...defaultRetry, ...options.retry }
  const connected = connection(options, timeouts.connect ?? 10_000)
  const { request } = compose(wire(connected, timeouts), [
    normal,
    sizeLimit(options.maxBytes ?? 8 * 1024 ** 3, emit),
    resumption(retry, clock, emit),
    retries(retry, clock, emit),
    redirects({ ...defaultRedirects, ...options.redirects }, emit),
    ...(options.credentials === undefined ? [] : [withCredentials(options.credentials)]),
    concurrency({ ...defaultConcurrency, ...options.concurrency }),
    traced(emit),
  ])
  return { request, close: connected.close, [Symbol.asyncDispose]: connected.close }
}
