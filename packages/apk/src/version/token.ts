/**
 * Kinds of version tokens, in the order in which apk-tools ranks them: where two versions differ in kind, the one with the
 * higher kind is the smaller ("has something here" beats "ended"). Source: apk-tools 3 `version.c`.
 */
export const TOKEN = {
  firstNumber: 0,
  number: 1,
  letter: 2,
  suffix: 3,
  suffixNumber: 4,
  commit: 5,
  revision: 6,
  end: 7,
  invalid: 8,
} as const

/** Rank of "no suffix" among the suffixes: what ranks lower is a pre-release. */
export const NO_SUFFIX = 4

const DOT = 46
const DASH = 45
const UNDERSCORE = 95
const TILDE = 126
const LOWER_R = 114

/**
 * Walks the tokens of one version. After construction and after each {@link VersionTokens.next} the current token is
 * described by `kind`, by `start` and `end` (offsets into `text`), and for a suffix by `suffix` (its rank).
 */
export class VersionTokens {
  readonly text: string
  kind: number = TOKEN.firstNumber
  start = 0
  end = 0
  suffix: number = NO_SUFFIX

  constructor(text: string) {
    this.text = text
    this.#digits(0, TOKEN.firstNumber)
  }

  /** True when the current token is a suffix that sorts before the release: `_alpha _beta _pre _rc`. */
  get preRelease(): boolean {
    return this.kind === TOKEN.suffix && this.suffix < NO_SUFFIX
  }

  /** Moves to the next token; at the end, and after an invalid one, it stays where it is. */
  next(): void {
    const { text, kind, end } = this
    if (kind >= TOKEN.end) return
    if (end === text.length) {
      this.#token(TOKEN.end, end, end)
      return
    }
    const code = text.charCodeAt(end)
    if (isDigit(code)) {
      if (kind === TOKEN.suffix) this.#digits(end, TOKEN.suffixNumber)
      else this.#token(TOKEN.invalid, end, end)
    } else if (code === DOT && kind <= TOKEN.number) this.#digits(end + 1, TOKEN.number)
    else if (isLower(code) && kind <= TOKEN.number) this.#token(TOKEN.letter, end, end + 1)
    else if (code === UNDERSCORE && kind <= TOKEN.suffixNumber) this.#suffixName(end + 1)
    else if (code === TILDE && kind < TOKEN.commit) this.#hex(end + 1)
    else if (code === DASH && kind < TOKEN.revision && text.charCodeAt(end + 1) === LOWER_R) {
      this.#digits(end + 2, TOKEN.revision)
    } else this.#token(TOKEN.invalid, end, end)
  }

  #token(kind: number, start: number, end: number): void {
    this.kind = kind
    this.start = start
    this.end = end
  }

  #digits(from: number, kind: number): void {
    let end = from
    while (isDigit(this.text.charCodeAt(end))) end++
    this.#token(end === from ? TOKEN.invalid : kind, from, end)
  }

  #hex(from: number): void {
    let end = from
    while (isHex(this.text.charCodeAt(end))) end++
    this.#token(end === from ? TOKEN.invalid : TOKEN.commit, from, end)
  }

  #suffixName(from: number): void {
    let end = from
    while (isLower(this.text.charCodeAt(end))) end++
    this.suffix = suffixRank(this.text.slice(from, end))
    this.#token(this.suffix < 0 ? TOKEN.invalid : TOKEN.suffix, from, end)
  }
}

/** Place of a suffix in the order of suffixes; -1 for what is none. */
export function suffixRank(name: string): number {
  switch (name) {
    case 'alpha':
      return 0
    case 'beta':
      return 1
    case 'pre':
      return 2
    case 'rc':
      return 3
    case 'cvs':
      return 5
    case 'svn':
      return 6
    case 'git':
      return 7
    case 'hg':
      return 8
    case 'p':
      return 9
    default:
      return -1
  }
}

/** `0` to `9`. */
export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

/** `a` to `z`. */
export function isLower(code: number): boolean {
  return code >= 97 && code <= 122
}

/** A digit or `a` to `f`. */
export function isHex(code: number): boolean {
  return isDigit(code) || (code >= 97 && code <= 102)
}
