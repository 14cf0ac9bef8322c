export { discard, readBody, readJson, readText } from './body.ts'
export { type Challenge, parseChallenges } from './challenge.ts'
export { type Clock, systemClock } from './clock.ts'
export type { ConcurrencyLimits } from './concurrency.ts'
export type { ConnectionOptions } from './connection.ts'
export { type ContentRange, parseContentRange } from './content-range.ts'
export type { Credential, CredentialQuestion, Credentials } from './credentials.ts'
export { HttpError, type HttpErrorCode, type HttpErrorDetails } from './error.ts'
export { HTTP_CHANNEL, type HttpEvent, type OnEvent } from './event.ts'
export { createHeaders } from './headers.ts'
export { parseHttpDate } from './http-date.ts'
export type {
  HttpHeaders,
  HttpRequest,
  HttpResponse,
  HttpTransport,
  Layer,
  RequestBody,
  Transport,
} from './message.ts'
export { offlineTransport } from './offline.ts'
export { redactText, redactUrl } from './redact.ts'
export type { RedirectPolicy } from './redirect.ts'
export type { RetryPolicy } from './retry.ts'
export { parseRetryAfter } from './retry-after.ts'
export { type CachedResponse, type ResponseCache, type RevalidationOptions, revalidate } from './revalidation.ts'
export { expectStatus } from './status.ts'
export { memoryCache, type ResponseStore, storeCache } from './store-cache.ts'
export { compose, createTransport, type TransportOptions } from './transport.ts'
export type { Timeouts } from './wire.ts'
