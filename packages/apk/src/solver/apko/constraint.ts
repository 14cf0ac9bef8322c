import { type ApkoVersion, compareApkoVersions, matchesApkoFuzzily, parseApkoVersion } from './version.ts'

/** A constraint as apko splits it. Source: apko `pkg/apk/apk/version.go`. */
export interface ApkoConstraint {
  readonly name: string
  /** Undefined for none, and for runs of operator characters that apko does not know: any version will do. */
  readonly op: '=' | '>' | '<' | '>=' | '<=' | '~' | undefined
  readonly version: string
  readonly pin: string
}

const FORM = /^([^@=><~]+)(?:([=><~]+)([^@]+))?(?:@([a-zA-Z0-9]+))?$/
const REVISION = /-r\d+$/
const OPERATORS: Readonly<Record<string, ApkoConstraint['op']>> = {
  '=': '=',
  '>': '>',
  '<': '<',
  '>=': '>=',
  '<=': '<=',
  '~': '~',
  '=~': '~',
}

/** What does not have the form of a constraint is a name as a whole. */
export function parseApkoConstraint(text: string): ApkoConstraint {
  const match = FORM.exec(text)
  if (match === null) return { name: text, op: undefined, version: '', pin: '' }
  const [, name, op = '', version = '', pin = ''] = match
  return { name: name!, op: OPERATORS[op], version: sonameVersion(name!, version), pin }
}

/** apko sorts plain soname versions below those that carry a package version. */
function sonameVersion(name: string, version: string): string {
  return name.startsWith('so:') && version !== '' && !REVISION.test(version) ? `0.${version}` : version
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

/** As {@link satisfiesApko} on texts; false when either cannot be parsed. */
export function satisfiesApkoText(actual: string, { op, version }: ApkoConstraint): boolean {
  const left = parseApkoVersion(actual)
  const right = parseApkoVersion(version)
  return left !== undefined && right !== undefined && satisfiesApko(left, op, right)
}
