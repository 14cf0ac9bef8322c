import type { RedirectPolicy } from './redirect.ts'

/** Bytes, or a function that opens the bytes anew for each attempt. */
export type RequestBody = Uint8Array | (() => AsyncIterable<Uint8Array> | Iterable<Uint8Array>)

/** One request. Only `url` is required. */
export interface HttpRequest {
  /** Absolute http or https URL. User information becomes an `Authorization: Basic` header and is never sent as URL. */
  readonly url: string
  /** Default `GET`. */
  readonly method?: string | undefined
  /** Names in any case. An `authorization` given here is used as it is, and no credentials are asked for. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** A function needs a `content-length` header, or the body is sent in chunks. */
  readonly body?: RequestBody | undefined
  /** Ends the exchange, the reading of the body included, with `ERR_HTTP_ABORTED`. */
  readonly signal?: AbortSignal | undefined
  /** Most bytes that the body may have; more is `ERR_HTTP_TOO_LARGE`. Default: that of the transport. */
  readonly maxBytes?: number | undefined
  /** Overrides parts of the transport's redirect policy. */
  readonly redirects?: Partial<RedirectPolicy> | undefined
  /** Whether it may be sent twice. Default: by method (RFC 9110 section 9.2.2). */
  readonly idempotent?: boolean | undefined
  /** Not counted against the concurrency limits: for exchanges that others wait for, such as fetching a token. */
  readonly unqueued?: boolean | undefined
}

/** Header fields of a response. */
export interface HttpHeaders {
  /** Value of a field, name in any case; several lines are joined by `, `. Null where there is none. */
  get(name: string): string | null
}

/**
 * One response, whatever its status. The body of a 2xx response to a GET is read from the network as it is iterated,
 * once: read it to its end, or give it up with `discard`, for it holds a connection until then. The same goes for bodies
 * of other methods above 64 KiB. Bodies outside 2xx are in memory, cut at 64 KiB.
 */
export interface HttpResponse {
  readonly status: number
  readonly headers: HttpHeaders
  readonly body: AsyncIterable<Uint8Array>
  /** Address that answered, after redirects, without user information. Show it through `redactUrl` only. */
  readonly url: string
}

/** Something that carries out requests: the network, or a layer over it, or a test's own. */
export interface Transport {
  /**
   * Sends one request.
   *
   * @returns the response, whatever its status
   * @throws HttpError where there is no response
   */
  request(request: HttpRequest): Promise<HttpResponse>
}

/** A transport that holds connections. */
export interface HttpTransport extends Transport, AsyncDisposable {
  /** Closes idle connections and waits for the busy ones. */
  close(): Promise<void>
}

/** Something put over a transport: the whole of this package is made of these. */
export type Layer = (next: Transport) => Transport
