import { parseHttpDate } from './http-date.ts'

/**
 * Parses `Retry-After` (RFC 9110 section 10.2.3): seconds, or a date.
 *
 * @param now - milliseconds since 1970 by the server's clock, if known, otherwise by ours
 * @returns milliseconds to wait, 0 for a date gone by, undefined for anything else
 */
export function parseRetryAfter(value: string, now: number): number | undefined {
  const text = value.trim()
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1000, Number.MAX_SAFE_INTEGER)
  const date = parseHttpDate(text, now)
  return date === undefined ? undefined : Math.max(0, date - now)
}
