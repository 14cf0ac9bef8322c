import type { JsonValue } from './sbom-document.ts'

const ESCAPED: Readonly<Record<string, string>> = {
  '&': '\\u0026',
  '<': '\\u003c',
  '>': '\\u003e',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
}

/**
 * The canonical text of a JSON value: keys in the order they stand in, two spaces, one newline at the end, and `& < >`
 * escaped, so that it may stand inside HTML. It is what Go's `json.Encoder` with `SetIndent("", "  ")` writes, hence
 * what other tools of the APK world write.
 */
export function canonicalJson(value: JsonValue): string {
  return `${JSON.stringify(wellFormed(value), null, 2).replaceAll(/[&<>\u2028\u2029]/g, (c) => ESCAPED[c] ?? c)}\n`
}

/** RFC 8259 §8.2: a lone surrogate has no UTF-8 form; U+FFFD stands for it. */
function wellFormed(value: JsonValue): JsonValue {
  if (typeof value === 'string') return value.isWellFormed() ? value : value.toWellFormed()
  if (Array.isArray(value)) return value.map(wellFormed)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.toWellFormed(), wellFormed(inner)]))
}
