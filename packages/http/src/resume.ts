import { createHash, type Hash } from 'node:crypto'
import { discard } from './body.ts'
import { readThrough } from './body-stream.ts'
import type { Clock } from './clock.ts'
import { parseContentRange } from './content-range.ts'
import { HttpError } from './error.ts'
import type { OnEvent } from './event.ts'
import type { HttpRequest, HttpResponse, Layer, Transport } from './message.ts'
import { redactUrl } from './redact.ts'
import { backoff, pause, type RetryPolicy } from './retry.ts'
import { statedLength } from './size.ts'
import { rangeValidator, strongEtag } from './validator.ts'

/** What was promised by the response whose body broke, and how much of it has been passed on. */
interface Progress {
  readonly request: HttpRequest
  readonly first: HttpResponse
  readonly total: number | undefined
  /** Hash of what was passed on; kept only where no strong entity tag can vouch for a second response. */
  readonly passed: Hash | undefined
  offset: number
}

function changed(progress: Progress, why: string): HttpError {
  const url = redactUrl(progress.request.url)
  return new HttpError(
    'ERR_HTTP_BODY_CHANGED',
    `Resuming ${url} after ${progress.offset} bytes: ${why}. It was replaced on the server meanwhile: start over.`,
    { url, offset: progress.offset },
  )
}

/** Drops the part that was passed on already, having made sure that it is the same. */
async function* skipPassed(
  source: AsyncIterable<Uint8Array>,
  progress: Progress,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { offset, passed } = progress
  const again = createHash('sha256')
  let position = 0
  let proven = offset === 0 || passed === undefined
  for await (const chunk of source) {
    const skipped = Math.min(chunk.length, offset - position)
    if (!proven) again.update(chunk.subarray(0, skipped))
    position += skipped
    if (position < offset) continue
    if (!proven && passed !== undefined && !again.digest().equals(passed.copy().digest())) {
      throw changed(progress, 'the server now sends other bytes')
    }
    proven = true
    if (skipped < chunk.length) yield chunk.subarray(skipped)
  }
  if (position < offset) throw changed(progress, `the server now sends only ${position} bytes`)
}

/** Whether a 206 is the rest of what broke (RFC 9110 section 15.3.7). */
function continues(response: HttpResponse, progress: Progress): boolean {
  const range = parseContentRange(response.headers.get('content-range') ?? '')
  if (range === undefined || !('first' in range) || range.first !== progress.offset) return false
  if (progress.total !== undefined && range.complete !== undefined && range.complete !== progress.total) return false
  const etag = response.headers.get('etag')
  return etag === null || etag === progress.first.headers.get('etag')
}

async function askForRest(next: Transport, progress: Progress, validator: string): Promise<HttpResponse> {
  const { request, offset } = progress
  return next.request({
    ...request,
    headers: { ...request.headers, range: `bytes=${offset}-`, 'if-range': validator },
  })
}

/** The body of a whole second response, from where the first one broke. */
function fromOffset(response: HttpResponse, progress: Progress): AsyncIterable<Uint8Array> {
  const expected = strongEtag(progress.first.headers)
  if (expected !== undefined && strongEtag(response.headers) !== expected) {
    throw changed(progress, 'the entity tag is another one')
  }
  const length = statedLength(response)
  if (progress.total !== undefined && length !== undefined && length !== progress.total) {
    throw changed(progress, `it now has ${length} bytes instead of ${progress.total}`)
  }
  return skipPassed(response.body, progress)
}

async function reopen(
  next: Transport,
  progress: Progress,
  broken: HttpError,
  emit: OnEvent,
): Promise<AsyncIterable<Uint8Array>> {
  const url = redactUrl(progress.request.url)
  const { offset } = progress
  const validator = rangeValidator(progress.first.headers)
  if (validator !== undefined && offset > 0) {
    emit({ type: 'resume', url, offset, mode: 'range' })
    const response = await askForRest(next, progress, validator)
    if (response.status === 206 && continues(response, progress)) return response.body
    if (response.status === 200) return await whole(response, progress)
    await discard(response.body)
    // 416, and a 206 of something else: the range is of no use, the whole may be.
    if (response.status !== 206 && response.status !== 416) throw unresumed(broken, response.status)
  }
  emit({ type: 'resume', url, offset, mode: 'restart' })
  const response = await next.request(progress.request)
  if (response.status === 200) return await whole(response, progress)
  await discard(response.body)
  throw unresumed(broken, response.status)
}

async function whole(response: HttpResponse, progress: Progress): Promise<AsyncIterable<Uint8Array>> {
  try {
    return fromOffset(response, progress)
  } catch (error) {
    await discard(response.body)
    throw error
  }
}

function unresumed(broken: HttpError, status: number): HttpError {
  const message = `${broken.message} Asked for the rest, the server answered ${status}.`
  return new HttpError(broken.code, message, { ...broken.details, status }, { cause: broken.cause })
}

function isBroken(error: unknown): error is HttpError {
  return error instanceof HttpError && (error.code === 'ERR_HTTP_BODY_BROKEN' || error.code === 'ERR_HTTP_TIMEOUT')
}

function short(progress: Progress): HttpError {
  const url = redactUrl(progress.request.url)
  const met = `the body ended after ${progress.offset} of ${progress.total} bytes`
  return new HttpError('ERR_HTTP_BODY_BROKEN', `GET ${url}: ${met}. Try again.`, { url, offset: progress.offset })
}

async function* pass(
  source: AsyncIterable<Uint8Array>,
  progress: Progress,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of source) {
    progress.passed?.update(chunk)
    progress.offset += chunk.length
    yield chunk
  }
  const { offset, total } = progress
  if (total !== undefined && offset < total) throw short(progress)
}

/**
 * Continues a broken body of a GET where it broke: with `Range` and `If-Range` where the response had a validator
 * (RFC 9110 section 14.2), otherwise by asking for the whole again and checking that it begins with the same bytes.
 *
 * The body throws `ERR_HTTP_BODY_CHANGED` where the representation is another one by then.
 */
export function resumption(policy: RetryPolicy, clock: Clock, emit: OnEvent): Layer {
  return (next) => ({
    async request(request: HttpRequest): Promise<HttpResponse> {
      const first = await next.request(request)
      const isWhole = (request.method ?? 'GET') === 'GET' && first.status === 200
      if (!isWhole || request.headers?.range !== undefined) return first
      const passed = strongEtag(first.headers) === undefined ? createHash('sha256') : undefined
      const progress: Progress = { request, first, total: statedLength(first), passed, offset: 0 }
      const body = readThrough(first.body, async function* (source) {
        let current = source
        for (let failures = 1; ; failures++) {
          try {
            yield* pass(current, progress)
            return
          } catch (error) {
            if (!isBroken(error) || failures >= policy.attempts) throw error
            await pause(clock, backoff(policy, failures), request)
            current = await reopen(next, progress, error, emit)
          }
        }
      })
      return { ...first, body }
    },
  })
}
