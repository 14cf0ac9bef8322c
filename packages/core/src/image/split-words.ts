import { ImageError } from '../error.ts'

/**
 * Splits text into words by the quoting rules of a POSIX shell, with nothing expanded: `"…"` in which a backslash
 * escapes one character, `'…'` that is literal, a backslash before one character, `#` at the start of a word for a
 * comment (the rules of `google/shlex`, which apko uses).
 *
 * @throws ImageError `ERR_IMAGE_COMMAND` for a quote that is not closed or a backslash at the end.
 */
export function splitWords(text: string, field: string): string[] {
  const words: string[] = []
  let word: string | undefined
  let i = 0
  const next = (): string => {
    const character = text[++i]
    if (character === undefined) throw unfinished(text, field, 'ends with a backslash')
    return character
  }
  for (; i < text.length; i++) {
    const character = text[i]!
    if (isSpace(character)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else if (character === '#' && word === undefined) {
      while (i < text.length && text[i] !== '\n') i++
    } else if (character === '\\') word = (word ?? '') + next()
    else if (character === "'") {
      const end = text.indexOf("'", i + 1)
      if (end < 0) throw unfinished(text, field, "has a ' that is not closed")
      word = (word ?? '') + text.slice(i + 1, end)
      i = end
    } else if (character === '"') {
      word ??= ''
      for (i++; text[i] !== '"'; i++) {
        if (i >= text.length) throw unfinished(text, field, 'has a " that is not closed')
        word += text[i] === '\\' ? next() : text[i]
      }
    } else word = (word ?? '') + character
  }
  if (word !== undefined) words.push(word)
  return words
}

function isSpace(character: string): boolean {
  return character === ' ' || character === '\t' || character === '\r' || character === '\n'
}

function unfinished(text: string, field: string, what: string): ImageError {
  return new ImageError(
    'ERR_IMAGE_COMMAND',
    `Splitting the ${field} into words: ${JSON.stringify(text)} ${what}. Close it, or give the arguments as a list.`,
    { details: { field, text } },
  )
}
