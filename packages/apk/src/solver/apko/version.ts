/** A version as apko reads it: fixed parts, numbers as integers. Source: apko `pkg/apk/apk/version.go`. */
export interface ApkoVersion {
  readonly numbers: readonly number[]
  /** Character code of the letter; 0 for none. */
  readonly letter: number
  /** 1 alpha, 2 beta, 3 pre, 4 rc; 5 for none, which sorts last. */
  readonly pre: number
  readonly preNumber: number
  /** 0 none, 1 cvs, 2 svn, 3 git, 4 hg, 5 p. */
  readonly post: number
  readonly postNumber: number
  readonly revision: number
}

const PRE = ['alpha', 'beta', 'pre', 'rc']
const POST = ['cvs', 'svn', 'git', 'hg', 'p']
const NO_PRE = 5
const DASH = 45
const DOT = 46
const UNDERSCORE = 95
const LOWER_R = 114

/**
 * Undefined for what apko cannot parse: a `~hash`, a second pre or post suffix, a number beyond an integer. The form is
 * `digits(.digits)* letter? (_pre digits*)? (_post digits*)? (-rdigits)?`.
 */
export function parseApkoVersion(text: string): ApkoVersion | undefined {
  const { length } = text
  const numbers: number[] = []
  let at = 0
  for (;;) {
    const end = endOfDigits(text, at)
    if (end === at) return undefined
    numbers.push(numberAt(text, at, end))
    at = end
    if (text.charCodeAt(at) !== DOT) break
    at++
  }
  let letter = 0
  if (at < length && isLower(text.charCodeAt(at))) letter = text.charCodeAt(at++)
  let pre = NO_PRE
  let preNumber = 0
  let post = 0
  let postNumber = 0
  while (text.charCodeAt(at) === UNDERSCORE && post === 0) {
    const start = ++at
    while (isLower(text.charCodeAt(at))) at++
    const name = text.slice(start, at)
    const end = endOfDigits(text, at)
    const number = numberAt(text, at, end)
    const rank = pre === NO_PRE ? PRE.indexOf(name) : -1
    if (rank >= 0) {
      pre = rank + 1
      preNumber = number
    } else {
      post = POST.indexOf(name) + 1
      if (post === 0) return undefined
      postNumber = number
    }
    at = end
  }
  let revision = 0
  if (text.charCodeAt(at) === DASH && text.charCodeAt(at + 1) === LOWER_R) {
    const end = endOfDigits(text, at + 2)
    if (end === at + 2) return undefined
    revision = numberAt(text, at + 2, end)
    at = end
  }
  if (at !== length) return undefined
  const fits = Math.max(preNumber, postNumber, revision, ...numbers) <= Number.MAX_SAFE_INTEGER
  return fits ? { numbers, letter, pre, preNumber, post, postNumber, revision } : undefined
}

/** True when a version ends in `-rdigits`. */
export function endsInRevision(text: string): boolean {
  let start = text.length
  while (start > 0 && isDigit(text.charCodeAt(start - 1))) start--
  return start < text.length && text.charCodeAt(start - 1) === LOWER_R && text.charCodeAt(start - 2) === DASH
}

function endOfDigits(text: string, from: number): number {
  let end = from
  while (isDigit(text.charCodeAt(end))) end++
  return end
}

/** The number that the digits write, 0 for none; beyond 2^53 - 1 not exact, but beyond it as well. */
function numberAt(text: string, start: number, end: number): number {
  let value = 0
  for (let at = start; at < end; at++) value = value * 10 + (text.charCodeAt(at) - 48)
  return value
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

function isLower(code: number): boolean {
  return code >= 97 && code <= 122
}

/** apko's order: numbers as integers, the longer list greater, then letter, pre, post, revision; `1.0` equals `1.0-r0`. */
export function compareApkoVersions(a: ApkoVersion, b: ApkoVersion): number {
  const shared = Math.min(a.numbers.length, b.numbers.length)
  for (let i = 0; i < shared; i++) {
    const difference = a.numbers[i]! - b.numbers[i]!
    if (difference !== 0) return difference
  }
  return (
    a.numbers.length - b.numbers.length ||
    a.letter - b.letter ||
    a.pre - b.pre ||
    a.preNumber - b.preNumber ||
    a.post - b.post ||
    a.postNumber - b.postNumber ||
    a.revision - b.revision
  )
}

/** apko's `~`: more numbers than required match at once; with as many, what the requirement states must be equal. */
export function matchesApkoFuzzily(actual: ApkoVersion, required: ApkoVersion): boolean {
  if (actual.numbers.length < required.numbers.length) return false
  if (required.numbers.some((number, i) => number !== actual.numbers[i])) return false
  if (actual.numbers.length > required.numbers.length) return true
  const agrees = (stated: number, found: number, absent = 0): boolean => stated === absent || stated === found
  return (
    agrees(required.letter, actual.letter) &&
    agrees(required.pre, actual.pre, NO_PRE) &&
    agrees(required.preNumber, actual.preNumber) &&
    agrees(required.post, actual.post) &&
    agrees(required.postNumber, actual.postNumber) &&
    agrees(required.revision, actual.revision)
  )
}
