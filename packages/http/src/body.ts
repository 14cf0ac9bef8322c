import { HttpError } from './error.ts'
import type { HttpResponse } from './message.ts'
import { redactUrl } from './redact.ts'

/** Gives a body up: the connection is closed unless the body has ended. */
export async function discard(body: AsyncIterable<Uint8Array>): Promise<void> {
  await body[Symbol.asyncIterator]().return?.()
}

/**
 * Reads a body whole.
 *
 * @param options.limit - most bytes to accept
 * @throws HttpError `ERR_HTTP_TOO_LARGE`; whatever the body itself throws
 */
export async function readBody(response: HttpResponse, options: { readonly limit: number }): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body) {
    size += chunk.length
    if (size > options.limit) throw tooLarge(response.url, options.limit)
    chunks.push(chunk)
  }
  const whole = new Uint8Array(size)
  let offset = 0
  for (const chunk of chunks) {
    whole.set(chunk, offset)
    offset += chunk.length
  }
  return whole
}

/**
 * Reads a body as UTF-8.
 *
 * @throws HttpError `ERR_HTTP_TOO_LARGE`, `ERR_HTTP_BODY_INVALID`
 */
export async function readText(response: HttpResponse, options: { readonly limit: number }): Promise<string> {
  const bytes = await readBody(response, options)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw invalid(response, 'is not UTF-8')
  }
}

/**
 * Reads a body as JSON.
 *
 * @throws HttpError `ERR_HTTP_TOO_LARGE`, `ERR_HTTP_BODY_INVALID`
 */
export async function readJson(response: HttpResponse, options: { readonly limit: number }): Promise<unknown> {
  const text = await readText(response, options)
  try {
    return JSON.parse(text) as unknown
  } catch {
    // The cause would quote the body, which may hold a token.
    throw invalid(response, 'is not JSON')
  }
}

/** The error for a body above its limit. */
export function tooLarge(url: string, limit: number, size?: number): HttpError {
  const shown = redactUrl(url)
  const met = size === undefined ? `the body goes on after ${limit} bytes` : `the body has ${size} bytes`
  return new HttpError(
    'ERR_HTTP_TOO_LARGE',
    `Reading ${shown}: ${met}, and the limit is ${limit}. Raise the limit if the address is right.`,
    { url: shown, limit, ...(size === undefined ? {} : { size }) },
  )
}

function invalid(response: HttpResponse, what: string): HttpError {
  const url = redactUrl(response.url)
  return new HttpError(
    'ERR_HTTP_BODY_INVALID',
    `Reading ${url}: the body ${what}. Check that the address is right and that no proxy answers in its place.`,
    { url, status: response.status },
  )
}
