/** Every code an {@link HttpError} can carry. */
export type HttpErrorCode =
  /** The URL cannot be parsed, or is neither http nor https. */
  | 'ERR_HTTP_URL'
  /** The request itself is malformed: a header value, a method. Nothing was sent. */
  | 'ERR_HTTP_REQUEST'
  /** The transport is offline. Nothing was sent. */
  | 'ERR_HTTP_OFFLINE'
  /** No connection could be made: name, route, refusal, connect timeout, proxy. Nothing was sent. */
  | 'ERR_HTTP_CONNECT'
  /** The certificate or the TLS handshake was not acceptable. Nothing was sent. */
  | 'ERR_HTTP_TLS'
  /** The connection broke before the response headers. */
  | 'ERR_HTTP_RESET'
  /** Headers or the next piece of a body did not arrive in time. */
  | 'ERR_HTTP_TIMEOUT'
  /** The peer does not speak HTTP. */
  | 'ERR_HTTP_PROTOCOL'
  /** The body ended early, and could not be resumed. */
  | 'ERR_HTTP_BODY_BROKEN'
  /** The body broke, and what the server sends now is another representation. */
  | 'ERR_HTTP_BODY_CHANGED'
  /** Headers or body are larger than the limit. */
  | 'ERR_HTTP_TOO_LARGE'
  /** A redirect the policy refuses, one too many, or one that cannot be followed. */
  | 'ERR_HTTP_REDIRECT'
  /** The source of the request body failed. */
  | 'ERR_HTTP_REQUEST_BODY'
  /** The credentials callback failed. */
  | 'ERR_HTTP_CREDENTIALS'
  /** The status is not the one that was asked for (thrown by `expectStatus` only). */
  | 'ERR_HTTP_STATUS'
  /** The body is not what it should be: not JSON, not UTF-8 (thrown by `readJson`, `readText`). */
  | 'ERR_HTTP_BODY_INVALID'
  /** The caller's signal was aborted; `cause` is its reason. */
  | 'ERR_HTTP_ABORTED'

/** Plain data about a failed exchange. URLs are redacted. */
export interface HttpErrorDetails {
  /** Address with user information and secret query values replaced by `***`. */
  readonly url?: string
  readonly method?: string
  readonly status?: number
  /** How often it was tried, where it was tried more than once. */
  readonly attempts?: number
  readonly [name: string]: unknown
}

/** The one error class of this package. The message says what was done, what was met and what to do about it. */
export class HttpError extends Error {
  readonly code: HttpErrorCode
  readonly details: HttpErrorDetails

  constructor(code: HttpErrorCode, message: string, details: HttpErrorDetails = {}, options?: { cause?: unknown }) {
    super(message, options)
    this.code = code
    this.details = details
  }

  static {
    HttpError.prototype.name = 'HttpError'
  }
}
