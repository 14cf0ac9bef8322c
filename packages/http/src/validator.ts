import { parseHttpDate } from './http-date.ts'
import type { HttpHeaders } from './message.ts'

/** The entity tag of a response if it is a strong one (RFC 9110 section 8.8.3), quotes included. */
export function strongEtag(headers: HttpHeaders): string | undefined {
  const etag = headers.get('etag')
  return etag !== null && /^"[\x21\x23-\x7e\x80-\xff]*"$/.test(etag) ? etag : undefined
}

/**
 * What `If-Range` can carry: a strong entity tag, or a `Last-Modified` at least a second older than `Date`
 * (RFC 9110 sections 13.1.5 and 8.8.2.2).
 */
export function rangeValidator(headers: HttpHeaders): string | undefined {
  const etag = strongEtag(headers)
  if (etag !== undefined) return etag
  const text = headers.get('last-modified')
  const date = parseHttpDate(headers.get('date') ?? '', 0)
  const modified = parseHttpDate(text ?? '', 0)
  return text !== null && date !== undefined && modified !== undefined && date - modified >= 1000 ? text : undefined
}
