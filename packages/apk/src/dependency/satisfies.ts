import { compareFuzzily, compareVersions } from '../version/compare.ts'
import { type Operator, parseDependency } from './dependency.ts'

/**
 * True when a package of this version, under the name that the expression asks for, satisfies the expression.
 * The name itself is not looked at: `satisfies('1.2.3-r0', 'foo~1.2')`. For a conflict (`!foo<2`) it is true when the
 * version does *not* match the rest. The identity operator `><` matches no version.
 *
 * @throws ApkError ERR_APK_DEPENDENCY_INVALID the expression cannot be read
 */
export function satisfies(version: string, dependencyText: string): boolean {
  const { op, version: constraint, conflict } = parseDependency(dependencyText)
  return (op === undefined || matchesVersion(version, op, constraint ?? '')) !== conflict
}

/**
 * Version test of one operator. An empty `version` stands for "provided without version", which apk-tools 3 orders before
 * every version, so that only `<` and `<=` hold for it.
 */
export function matchesVersion(version: string, op: Operator, constraint: string): boolean {
  switch (op) {
    case '=':
      return compareVersions(version, constraint) === 0
    case '<':
      return compareVersions(version, constraint) < 0
    case '<=':
      return compareVersions(version, constraint) <= 0
    case '>':
      return compareVersions(version, constraint) > 0
    case '>=':
      return compareVersions(version, constraint) >= 0
    case '~':
      return compareFuzzily(version, constraint) === 0
    case '<~':
      return compareFuzzily(version, constraint) <= 0
    case '>~':
      return compareFuzzily(version, constraint) >= 0
    case '><':
      return false
  }
}
