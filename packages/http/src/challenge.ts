/** One challenge of `WWW-Authenticate` (RFC 9110 section 11.3). */
export interface Challenge {
  /** In lower case: `basic`, `bearer`. */
  readonly scheme: string
  /** Names in lower case. Of a parameter given twice the first counts. */
  readonly parameters: Readonly<Record<string, string>>
  /** The blob some schemes have in place of parameters. */
  readonly token68?: string
}

/** RFC 9110 section 5.6.2. */
const TOKEN = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y
/** RFC 9110 section 11.2. */
const TOKEN68 = /[A-Za-z0-9._~+/-]+=*(?=[ \t]*(?:,|$))/y
/** RFC 9110 section 5.6.4. */
const QUOTED = /"((?:[^"\\]|\\[\s\S])*)"/y
const SPACE = /[ \t]*/y
const SEPARATORS = /[ \t,]*/y
const EQUALS = /[ \t]*=[ \t]*/y

/** A position in a text, moved on by what matches there. */
class Cursor {
  readonly #text: string
  #position = 0

  constructor(text: string) {
    this.#text = text
  }

  get atEnd(): boolean {
    return this.#position >= this.#text.length
  }

  take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#position
    const match = pattern.exec(this.#text)
    if (match !== null) this.#position += match[0].length
    return match
  }

  /** Runs `read`; stays where it was if that gives undefined. */
  attempt<T>(read: () => T | undefined): T | undefined {
    const before = this.#position
    const result = read()
    if (result === undefined) this.#position = before
    return result
  }

  skipToComma(): void {
    const comma = this.#text.indexOf(',', this.#position)
    this.#position = comma < 0 ? this.#text.length : comma
  }
}

/** `name = token` or `name = "quoted"`. */
function parameter(cursor: Cursor): readonly [string, string] | undefined {
  return cursor.attempt(() => {
    const name = cursor.take(TOKEN)?.[0]
    if (name === undefined || cursor.take(EQUALS) === null) return undefined
    const quoted = cursor.take(QUOTED)?.[1]?.replace(/\\([\s\S])/g, '$1')
    const value = quoted ?? cursor.take(TOKEN)?.[0]
    return value === undefined ? undefined : ([name.toLowerCase(), value] as const)
  })
}

function parametersOf(cursor: Cursor): Record<string, string> {
  const parameters = new Map<string, string>()
  for (;;) {
    const pair = cursor.attempt(() => {
      cursor.take(SEPARATORS)
      return parameter(cursor)
    })
    if (pair === undefined) return Object.fromEntries(parameters)
    if (!parameters.has(pair[0])) parameters.set(pair[0], pair[1])
  }
}

function challenge(cursor: Cursor): Challenge | undefined {
  const scheme = cursor.take(TOKEN)?.[0].toLowerCase()
  if (scheme === undefined) return undefined
  cursor.take(SPACE)
  const parameters = parametersOf(cursor)
  if (Object.keys(parameters).length > 0) return { scheme, parameters }
  const token68 = cursor.attempt(() => cursor.take(TOKEN68)?.[0])
  return token68 === undefined ? { scheme, parameters } : { scheme, parameters, token68 }
}

/**
 * Parses the value of `WWW-Authenticate` or `Proxy-Authenticate`, several lines joined by commas included
 * (RFC 9110 section 11.6.1). Takes what can be understood and leaves the rest out; never throws.
 */
export function parseChallenges(value: string): Challenge[] {
  const cursor = new Cursor(value)
  const challenges: Challenge[] = []
  for (cursor.take(SEPARATORS); !cursor.atEnd; cursor.take(SEPARATORS)) {
    const next = challenge(cursor)
    if (next === undefined) cursor.skipToComma()
    else challenges.push(next)
  }
  return challenges
}
