import { TOKEN, VersionTokens } from './token.ts'

/** Outcome of a comparison: the first is smaller, equal, or greater. */
export type Order = -1 | 0 | 1

/**
 * Order of two versions as apk-tools 3 sees it: negative when `a` is older. Any two strings have an order; a version that
 * stops making sense at some point is older than one that goes on validly, and equal to one that fails at the same place.
 *
 * `1.0 < 1.0-r0`, `1.01 < 1.1 < 1.10`, `1.0_rc1 < 1.0 < 1.0_p1`. Source: apk-tools 3 `version.c`.
 */
export function compareVersions(a: string, b: string): Order {
  return a === b ? 0 : walk(a, b, false)
}

/**
 * Comparison under `~`: as {@link compareVersions}, but equal as soon as the constraint has ended, so that every version
 * that begins with the constraint's tokens is equal to it. `4.2.7_p3` equals `4.2`; `4.20` does not.
 */
export function compareFuzzily(version: string, constraint: string): Order {
  return version === constraint ? 0 : walk(version, constraint, true)
}

function walk(a: string, b: string, fuzzy: boolean): Order {
  const left = new VersionTokens(a)
  const right = new VersionTokens(b)
  while (left.kind === right.kind) {
    if (left.kind >= TOKEN.end) return 0
    const order = compareValues(left, right)
    if (order !== 0) return order
    left.next()
    right.next()
  }
  if (fuzzy && right.kind === TOKEN.end) return 0
  if (left.preRelease) return -1
  if (right.preRelease) return 1
  return left.kind > right.kind ? -1 : 1
}

function compareValues(left: VersionTokens, right: VersionTokens): Order {
  switch (left.kind) {
    case TOKEN.firstNumber:
    case TOKEN.suffixNumber:
    case TOKEN.revision:
      return compareNumbers(left, right)
    case TOKEN.number:
      return leadsWithZero(left) || leadsWithZero(right) ? compareBytes(left, right) : compareNumbers(left, right)
    case TOKEN.suffix:
      return sign(left.suffix - right.suffix)
    default:
      return compareBytes(left, right)
  }
}

const ZERO = 48

function leadsWithZero(tokens: VersionTokens): boolean {
  return tokens.text.charCodeAt(tokens.start) === ZERO
}

/** Numbers of any length, leading zeros ignored. */
function compareNumbers(left: VersionTokens, right: VersionTokens): Order {
  const a = skipZeros(left)
  const b = skipZeros(right)
  const longer = left.end - a - (right.end - b)
  return longer !== 0 ? sign(longer) : compareSpans(left.text, a, left.end, right.text, b, right.end)
}

function skipZeros(tokens: VersionTokens): number {
  let start = tokens.start
  while (start < tokens.end && tokens.text.charCodeAt(start) === ZERO) start++
  return start
}

function compareBytes(left: VersionTokens, right: VersionTokens): Order {
  return compareSpans(left.text, left.start, left.end, right.text, right.start, right.end)
}

function compareSpans(a: string, aStart: number, aEnd: number, b: string, bStart: number, bEnd: number): Order {
  const shared = Math.min(aEnd - aStart, bEnd - bStart)
  for (let i = 0; i < shared; i++) {
    const difference = a.charCodeAt(aStart + i) - b.charCodeAt(bStart + i)
    if (difference !== 0) return sign(difference)
  }
  return sign(aEnd - aStart - (bEnd - bStart))
}

function sign(difference: number): Order {
  return difference < 0 ? -1 : difference > 0 ? 1 : 0
}
