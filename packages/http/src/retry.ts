import { discard } from './body.ts'
import type { Clock } from './clock.ts'
import { HttpError, type HttpErrorCode } from './error.ts'
import type { OnEvent } from './event.ts'
import { parseHttpDate } from './http-date.ts'
import type { HttpRequest, HttpResponse, Layer } from './message.ts'
import { redactUrl } from './redact.ts'
import { parseRetryAfter } from './retry-after.ts'
import { abortedError } from './wire-error.ts'

/** How often and how far apart. Times are in milliseconds. */
export interface RetryPolicy {
  /** How often a request is sent at most, the first time included. Default 5. */
  readonly attempts: number
  /** Wait after the first failure; it doubles with each. Default 1 000. */
  readonly base: number
  /** Longest wait of our own. Default 30 000. */
  readonly cap: number
  /** Longest wait that a `Retry-After` of the server can ask for. Default 120 000. */
  readonly retryAfterCap: number
  /** A number from 0 to 1; the wait is between half and all of what backoff says. Default `Math.random`. */
  readonly random: () => number
}

/** The policy in force where nothing else is asked for. */
export const defaultRetry: RetryPolicy = {
  attempts: 5,
  base: 1_000,
  cap: 30_000,
  retryAfterCap: 120_000,
  random: Math.random,
}

/** RFC 9110 section 9.2.2. */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE'])
const NEVER_SENT: ReadonlySet<HttpErrorCode> = new Set<HttpErrorCode>(['ERR_HTTP_CONNECT'])
const TRANSIENT: ReadonlySet<HttpErrorCode> = new Set<HttpErrorCode>([
  'ERR_HTTP_CONNECT',
  'ERR_HTTP_RESET',
  'ERR_HTTP_TIMEOUT',
])

/** Half to all of `base · 2^(failures - 1)`, at most the cap. */
export function backoff(policy: RetryPolicy, failures: number): number {
  const full = Math.min(policy.cap, policy.base * 2 ** (failures - 1))
  return full / 2 + (full / 2) * policy.random()
}

function isTransient(status: number): boolean {
  // 501 and 505 will be the same next time (RFC 9110 section 15.6).
  return status === 408 || status === 429 || (status >= 500 && status !== 501 && status !== 505)
}

/** Milliseconds that the server asks for, measured by its own clock where it tells its time. */
function askedDelay(response: HttpResponse, clock: Clock): number | undefined {
  const value = response.headers.get('retry-after')
  if (value === null) return undefined
  const now = clock.now()
  return parseRetryAfter(value, parseHttpDate(response.headers.get('date') ?? '', now) ?? now)
}

type Outcome = { readonly response: HttpResponse } | { readonly error: unknown }

async function outcomeOf(promise: Promise<HttpResponse>): Promise<Outcome> {
  try {
    return { response: await promise }
  } catch (error) {
    return { error }
  }
}

/** Milliseconds to wait before the next attempt, or undefined where there is to be none. */
function delayAfter(
  outcome: Outcome,
  request: HttpRequest,
  failures: number,
  policy: RetryPolicy,
  clock: Clock,
): number | undefined {
  const repeatable = request.idempotent ?? IDEMPOTENT.has(request.method ?? 'GET')
  if ('error' in outcome) {
    const codes = repeatable ? TRANSIENT : NEVER_SENT
    const transient = outcome.error instanceof HttpError && codes.has(outcome.error.code)
    return transient ? backoff(policy, failures) : undefined
  }
  const { response } = outcome
  if (!isTransient(response.status)) return undefined
  const asked = askedDelay(response, clock)
  // 429, and 503 with a time, say that the request was not acted upon.
  const refused = response.status === 429 || (response.status === 503 && asked !== undefined)
  if (!repeatable && !refused) return undefined
  return asked === undefined ? backoff(policy, failures) : Math.min(asked, policy.retryAfterCap)
}

function exhausted(error: unknown, attempts: number): unknown {
  if (attempts === 1 || !(error instanceof HttpError)) return error
  const message = `${error.message} It was tried ${attempts} times.`
  return new HttpError(error.code, message, { ...error.details, attempts }, { cause: error.cause })
}

/** Sleeps, and turns the end of the sleep by the signal into the coded error. */
export async function pause(clock: Clock, delay: number, request: HttpRequest): Promise<void> {
  try {
    await clock.sleep(delay, request.signal)
  } catch (error) {
    if (request.signal?.aborted === true) throw abortedError(request)
    throw error
  }
}

/**
 * Sends a request again after connection errors, 408, 429 and 5xx. When the attempts are used up, the last response is
 * returned, or the last error thrown with `details.attempts`.
 */
export function retries(policy: RetryPolicy, clock: Clock, emit: OnEvent): Layer {
  return (next) => ({
    async request(request: HttpRequest): Promise<HttpResponse> {
      for (let attempt = 1; ; attempt++) {
        const outcome = await outcomeOf(next.request(request))
        const delay = attempt < policy.attempts ? delayAfter(outcome, request, attempt, policy, clock) : undefined
        if (delay === undefined) {
          if ('response' in outcome) return outcome.response
          throw exhausted(outcome.error, attempt)
        }
        const met =
          'response' in outcome ? { status: outcome.response.status } : { code: (outcome.error as HttpError).code }
        emit({ type: 'retry', method: request.method ?? 'GET', url: redactUrl(request.url), attempt, delay, ...met })
        if ('response' in outcome) await discard(outcome.response.body)
        await pause(clock, delay, request)
      }
    },
  })
}
