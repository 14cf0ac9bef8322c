/**
 * JSON as Go's `encoding/json` writes it: compact, with `<`, `>`, `&` and the two line separators of JavaScript escaped.
 * Keys stand in the order of the value.
 */
export function goJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
