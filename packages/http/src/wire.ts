import type { Dispatcher } from 'undici'
import { bodyOf } from './body-stream.ts'
import type { Connection } from './connection.ts'
import { HttpError } from './error.ts'
import { createHeaders } from './headers.ts'
import type { HttpRequest, HttpResponse, Transport } from './message.ts'
import { redactUrl } from './redact.ts'
import { abortedError, wireError } from './wire-error.ts'

/** How long to wait, in milliseconds. */
export interface Timeouts {
  /** For a connection. Default 10 000. */
  readonly connect?: number
  /** From the end of the request to the headers of the response. Default 60 000. */
  readonly headers?: number
  /** Between two pieces of a body, while somebody reads. Default 60 000. */
  readonly idle?: number
}

type WireBody = Dispatcher.ResponseData['body']

/** Response headers that never come with a body (RFC 9110 section 6.4.1). */
function hasNoBody(method: string, status: number): boolean {
  return method === 'HEAD' || status === 204 || status === 304
}

function responseBody(stream: WireBody, request: HttpRequest): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]() {
      const iterator: AsyncIterator<Uint8Array> = stream[Symbol.asyncIterator]()
      return {
        async next() {
          try {
            return await iterator.next()
          } catch (error) {
            throw wireError(error, request, 'body')
          }
        },
        async return() {
          stream.destroy()
          return { done: true, value: undefined }
        },
      }
    },
  }
}

/** Keeps what the source of a request body threw, which a dispatcher would report as its own. */
function requestBody(
  request: HttpRequest,
  failed: (error: unknown) => void,
): Uint8Array | AsyncIterable<Uint8Array> | null {
  const { body } = request
  if (typeof body !== 'function') return body ?? null
  return {
    async *[Symbol.asyncIterator]() {
      try {
        yield* body()
      } catch (error) {
        failed(error)
        throw error
      }
    },
  }
}

function sourceError(cause: unknown, request: HttpRequest): HttpError {
  const url = redactUrl(request.url)
  const method = request.method ?? 'GET'
  const message = `${method} ${url}: the source of the request body failed. See the cause.`
  return new HttpError('ERR_HTTP_REQUEST_BODY', message, { url, method }, { cause })
}

/**
 * The innermost transport: one request over one connection, no redirects, no second attempt.
 *
 * @param connection - opens the dispatcher when the first request is made
 */
export function wire(connection: Connection, timeouts: Timeouts): Transport {
  return {
    async request(request: HttpRequest): Promise<HttpResponse> {
      if (request.signal?.aborted === true) throw abortedError(request)
      const method = request.method ?? 'GET'
      const url = new URL(request.url)
      const source: { failure?: unknown } = {}
      const body = requestBody(request, (failure) => {
        source.failure = failure
      })
      try {
        const dispatcher = await connection.open()
        const response = await dispatcher.request({
          origin: url.origin,
          path: url.pathname + url.search,
          method: method as Dispatcher.HttpMethod,
          headers: { ...request.headers },
          body: body as Dispatcher.DispatchOptions['body'] & {},
          signal: request.signal ?? null,
          headersTimeout: timeouts.headers ?? 60_000,
          bodyTimeout: timeouts.idle ?? 60_000,
        })
        // A stream that breaks before anybody reads it keeps its error for the reader.
        response.body.on('error', () => {})
        const empty = hasNoBody(method, response.statusCode)
        if (empty) response.body.resume()
        return {
          status: response.statusCode,
          headers: createHeaders(response.headers),
          body: empty ? bodyOf(new Uint8Array()) : responseBody(response.body, request),
          url: url.href,
        }
      } catch (error) {
        const mapped = wireError(error, request, 'headers')
        if (mapped.code !== 'ERR_HTTP_ABORTED' && 'failure' in source) throw sourceError(source.failure, request)
        throw mapped
      }
    },
  }
}
