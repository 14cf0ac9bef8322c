import { HttpError } from './error.ts'
import { redactUrl } from './redact.ts'

/** A URL without user information, and what the user information says as an `Authorization` value. */
export interface Address {
  readonly url: URL
  readonly authorization?: string
}

/**
 * Parses an absolute http or https URL and takes the user information out of it.
 *
 * @throws HttpError `ERR_HTTP_URL`
 */
export function parseAddress(text: string): Address {
  // No cause: the error of `new URL` carries the address, password included.
  if (!URL.canParse(text)) throw unusable(text, 'it is not an absolute URL')
  const url = new URL(text)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw unusable(text, `its scheme is ${url.protocol.slice(0, -1)}`)
  }
  url.hash = ''
  if (url.username === '' && url.password === '') return { url }
  const authorization = basic(percentDecoded(url.username), percentDecoded(url.password))
  url.username = ''
  url.password = ''
  return { url, authorization }
}

/** `Basic` credentials of RFC 7617 section 2, in UTF-8. */
export function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function unusable(text: string, why: string): HttpError {
  const url = redactUrl(text)
  return new HttpError('ERR_HTTP_URL', `Requesting ${url}: ${why}. Give an http or https URL.`, { url })
}
