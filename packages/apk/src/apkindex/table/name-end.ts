/** Offset of the first operator character, or of the end: where the name in a dependency expression ends. */
export function nameEnd(text: string, from: number): number {
  let end = from
  while (end < text.length && !isOperator(text.charCodeAt(end))) end++
  return end
}

/** `=`, `<`, `>` or `~`. */
export function isOperator(code: number): boolean {
  return (code >= 60 && code <= 62) || code === 126
}
