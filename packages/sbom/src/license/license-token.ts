/** A piece of a licence text: an operator, a parenthesis, or a run of words between them. */
export type LicenseToken =
  | { readonly type: 'symbol'; readonly text: 'AND' | 'OR' | '(' | ')' }
  | { readonly type: 'term'; readonly words: readonly string[] }

/**
 * Cuts a licence text at `AND`, `OR`, `and`, `or` and parentheses that stand alone or at the edge of a word. `WITH`
 * stays inside its term, because an exception means nothing without its licence.
 */
export function licenseTokens(text: string): readonly LicenseToken[] {
  const tokens: LicenseToken[] = []
  let words: string[] = []
  const close = (): void => {
    if (words.length > 0) tokens.push({ type: 'term', words })
    words = []
  }
  for (const word of text.split(/\s+|(?=[()])|(?<=[()])/)) {
    const operator = word.toUpperCase()
    if (operator === 'AND' || operator === 'OR' || operator === '(' || operator === ')') {
      close()
      tokens.push({ type: 'symbol', text: operator })
    } else if (word !== '') words.push(word)
  }
  close()
  return tokens
}
