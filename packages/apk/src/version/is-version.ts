import { isDigit, isHex, isLower, suffixRank } from './token.ts'

const DOT = 46
const DASH = 45
const UNDERSCORE = 95
const TILDE = 126
const LOWER_R = 114

/**
 * True for a version that apk-tools 3 accepts:
 * `digits(.digits)* [a-z]? (_suffix digits?)* (~hex)? (-rdigits)?` with the suffixes `alpha beta pre rc cvs svn git hg p`.
 */
export function isVersion(text: string): boolean {
  let at = 0
  for (;;) {
    const start = at
    while (isDigit(text.charCodeAt(at))) at++
    if (at === start) return false
    if (text.charCodeAt(at) !== DOT) break
    at++
  }
  if (isLower(text.charCodeAt(at))) at++
  while (text.charCodeAt(at) === UNDERSCORE) {
    const start = ++at
    while (isLower(text.charCodeAt(at))) at++
    if (suffixRank(text.slice(start, at)) < 0) return false
    while (isDigit(text.charCodeAt(at))) at++
  }
  if (text.charCodeAt(at) === TILDE) {
    const start = ++at
    while (isHex(text.charCodeAt(at))) at++
    if (at === start) return false
  }
  if (text.charCodeAt(at) === DASH && text.charCodeAt(at + 1) === LOWER_R) {
    const start = at + 2
    at = start
    while (isDigit(text.charCodeAt(at))) at++
    if (at === start) return false
  }
  return at === text.length
}
