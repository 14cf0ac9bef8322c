import { bodyOf } from './body-stream.ts'
import type { HttpRequest, HttpResponse } from './message.ts'

/** Most bytes of a body that are read ahead of the caller. */
const AHEAD_BYTES = 64 * 1024

/** A response, and whether its body still holds a connection. */
export interface Settled {
  readonly response: HttpResponse
  readonly open: boolean
}

type Ahead =
  | { readonly bytes: Uint8Array; readonly rest: AsyncIterator<Uint8Array> }
  | { readonly bytes: Uint8Array; readonly failure: unknown }
  | { readonly bytes: Uint8Array }

/** Reads until the body ends, breaks, or is longer than what is read ahead. */
async function readAhead(body: AsyncIterable<Uint8Array>): Promise<Ahead> {
  const chunks: Uint8Array[] = []
  let size = 0
  const rest = body[Symbol.asyncIterator]()
  try {
    while (size <= AHEAD_BYTES) {
      const { done, value } = await rest.next()
      if (done === true) return { bytes: Buffer.concat(chunks) }
      chunks.push(value)
      size += value.length
    }
    return { bytes: Buffer.concat(chunks), rest }
  } catch (failure) {
    return { bytes: Buffer.concat(chunks), failure }
  }
}

/** What was read ahead, then the rest or the failure. */
function continued(ahead: Ahead): AsyncIterable<Uint8Array> {
  if (!('rest' in ahead) && !('failure' in ahead)) return bodyOf(ahead.bytes)
  let passed = false
  const iterator: AsyncIterator<Uint8Array> = {
    async next() {
      if (!passed) {
        passed = true
        return { done: false, value: ahead.bytes }
      }
      if ('failure' in ahead) throw ahead.failure
      return ahead.rest.next()
    },
    async return() {
      if ('rest' in ahead) await ahead.rest.return?.()
      return { done: true, value: undefined }
    },
  }
  return { [Symbol.asyncIterator]: () => iterator }
}

/**
 * Reads short bodies that a caller is likely to ignore, so that one who only looks at the status holds nothing open: those
 * outside 2xx, cut at 64 KiB, and those of methods that are not sent for the sake of a body.
 *
 * @throws HttpError `ERR_HTTP_ABORTED`
 */
export async function settle(request: HttpRequest, response: HttpResponse): Promise<Settled> {
  const fulfilled = response.status >= 200 && response.status < 300
  if (fulfilled && (request.method ?? 'GET') === 'GET') return { response, open: true }
  const ahead = await readAhead(response.body)
  if ('failure' in ahead && request.signal?.aborted === true) throw ahead.failure
  if (fulfilled) return { response: { ...response, body: continued(ahead) }, open: 'rest' in ahead }
  // The status is what was asked for; an explanation that is cut off is still one.
  if ('rest' in ahead) await ahead.rest.return?.()
  return { response: { ...response, body: bodyOf(ahead.bytes.subarray(0, AHEAD_BYTES)) }, open: false }
}
