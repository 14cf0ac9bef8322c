/**
 * An unsigned decimal number as apk's metadata writes it, or -1 when the text is none or exceeds 2^53 - 1.
 * An empty text is 0, which is how a writer that always prints the field leaves it out.
 */
export function parseCount(text: string): number {
  const length = text.length
  if (length > 16) return -1
  let value = 0
  for (let index = 0; index < length; index++) {
    const digit = text.charCodeAt(index) - 48
    if (digit < 0 || digit > 9) return -1
    value = value * 10 + digit
  }
  return value > Number.MAX_SAFE_INTEGER ? -1 : value
}
