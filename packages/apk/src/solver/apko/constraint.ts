import {
  type ApkoVersion,
  compareApkoVersions,
  endsInRevision,
  matchesApkoFuzzily,
  parseApkoVersion,
} from './version.ts'

/** How a version is held against another. */
export type ApkoOperator = '=' | '>' | '<' | '>=' | '<=' | '~'

/** A constraint as apko splits it. Source: apko `pkg/apk/apk/version.go`. */
export class ApkoConstraint {
  readonly name: string
  /** Undefined for none, and for runs of operator characters that apko does not know: any version will do. */
  readonly op: ApkoOperator | undefined
  readonly version: string
  readonly pin: string
  #parsed: ApkoVersion | undefined | null = null

  constructor(name: string, op: ApkoOperator | undefined, version: string, pin: string) {
    this.name = name
    this.op = op
    this.version = version
    this.pin = pin
  }

  /** The version, read when it is first asked for; undefined for what apko cannot parse. */
  get parsed(): ApkoVersion | undefined {
    if (this.#parsed === null) this.#parsed = parseApkoVersion(this.version)
    return this.#parsed
  }
}

const AT = 64

/**
 * Reads `name`, an operator and version, `@pin`: `[^@=><~]+ ([=><~]+ [^@]+)? (@[a-zA-Z0-9]+)?`. What does not have that form is a
 * name as a whole.
 */
export function parseApkoConstraint(text: string): ApkoConstraint {
  const nameEnd = endOfName(text)
  if (nameEnd === text.length && nameEnd > 0) return new ApkoConstraint(text, undefined, '', '')
  const at = text.indexOf('@', nameEnd)
  const end = at === -1 ? text.length : at
  let operatorEnd = nameEnd
  while (operatorEnd < end && isOperator(text.charCodeAt(operatorEnd))) operatorEnd++
  // A version has one character at least, be it the last of the operators.
  if (operatorEnd === end && operatorEnd > nameEnd) operatorEnd--
  const stray = operatorEnd === nameEnd && nameEnd < end
  if (nameEnd === 0 || stray || (at !== -1 && !isPin(text, at + 1))) return new ApkoConstraint(text, undefined, '', '')
  const name = text.slice(0, nameEnd)
  const version = text.slice(operatorEnd, end)
  const op = operatorOf(text.slice(nameEnd, operatorEnd))
  return new ApkoConstraint(name, op, sonameVersion(name, version), at === -1 ? '' : text.slice(at + 1))
}

function operatorOf(run: string): ApkoOperator | undefined {
  switch (run) {
    case '=':
    case '>':
    case '<':
    case '>=':
    case '<=':
    case '~':
      return run
    case '=~':
      return '~'
    default:
      return undefined
  }
}

function endOfName(text: string): number {
  let end = 0
  while (end < text.length) {
    const code = text.charCodeAt(end)
    if (code === AT || isOperator(code)) break
    end++
  }
  return end
}

/** `=`, `>`, `<` or `~`. */
function isOperator(code: number): boolean {
  return (code >= 60 && code <= 62) || code === 126
}

function isPin(text: string, from: number): boolean {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const letter = code | 32
    if ((code < 48 || code > 57) && (letter < 97 || letter > 122)) return false
  }
  return from < text.length
}

/** apko sorts plain soname versions below those that carry a package version. */
function sonameVersion(name: string, version: string): string {
  return version !== '' && name.startsWith('so:') && !endsInRevision(version) ? `0.${version}` : version
}

/** True when the version holds under the operator. */
export function satisfiesApko(actual: ApkoVersion, op: ApkoConstraint['op'], required: ApkoVersion): boolean {
  const order = compareApkoVersions(actual, required)
  switch (op) {
    case '=':
      return order === 0
    case '>':
      return order > 0
    case '<':
      return order < 0
    case '>=':
      return order >= 0
    case '<=':
      return order <= 0
    case '~':
      return matchesApkoFuzzily(actual, required)
    case undefined:
      return true
  }
}

/** True when the version holds under the constraint; false when either of the two cannot be parsed. */
export function meets(actual: ApkoVersion | undefined, { op, parsed }: ApkoConstraint): boolean {
  return actual !== undefined && parsed !== undefined && satisfiesApko(actual, op, parsed)
}
