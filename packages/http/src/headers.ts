import type { HttpHeaders } from './message.ts'

/** Header fields from a record, names in any case; a list of values is joined by `, ` (RFC 9110 section 5.3). */
export function createHeaders(fields: Readonly<Record<string, string | readonly string[] | undefined>>): HttpHeaders {
  const values = new Map<string, string>()
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue
    const text = typeof value === 'string' ? value : value.join(', ')
    const key = name.toLowerCase()
    const before = values.get(key)
    values.set(key, before === undefined ? text : `${before}, ${text}`)
  }
  return { get: (name) => values.get(name.toLowerCase()) ?? null }
}

/** The same fields with names in lower case. */
export function lowerCaseNames(fields: Readonly<Record<string, string>> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(fields ?? {}).map(([name, value]) => [name.toLowerCase(), value]))
}
