import type { ApkoPackage } from './package-index.ts'
import { compareApkoVersions, parseApkoVersion } from './version.ts'

/** What has been pulled in so far, and what is asked for. */
export interface Standing {
  readonly name: string
  readonly existing: ReadonlyMap<string, ApkoPackage>
  /** Version at which an origin was pulled in. */
  readonly origins: ReadonlyMap<string, string>
  readonly pin: string
}

/** apko's order of candidates, better first. Source: apko `pkg/apk/apk/repo.go`, `comparePackages`. */
export function compareApkoPackages(a: ApkoPackage, b: ApkoPackage, standing: Standing): number {
  const { name, existing, origins, pin } = standing
  return (
    first(existing.get(a.name)?.version === a.version, existing.get(b.name)?.version === b.version) ||
    first(isPulled(a, origins), isPulled(b, origins)) ||
    first(a.pin === pin, b.pin === pin) ||
    higher(versionAs(a, name), versionAs(b, name)) ||
    (a.name === b.name ? higher(a.version, b.version) : 0) ||
    b.candidate.record.providerPriority - a.candidate.record.providerPriority ||
    higher(a.version, b.version) ||
    (a.name < b.name ? -1 : a.name > b.name ? 1 : 0) ||
    a.position - b.position
  )
}

function isPulled(candidate: ApkoPackage, origins: ReadonlyMap<string, string>): boolean {
  return candidate.origin !== '' && origins.get(candidate.origin) === candidate.version
}

/** Own version under the own name, else that of the first provided entry of the name; empty when it has none. */
function versionAs(candidate: ApkoPackage, name: string): string {
  if (candidate.name === name) return candidate.version
  return candidate.provides.find((provided) => provided.name === name)?.version ?? ''
}

function first(a: boolean, b: boolean): number {
  return Number(b) - Number(a)
}

/** A version that is absent or cannot be parsed loses. */
function higher(a: string, b: string): number {
  if (a === b) return 0
  const left = parseApkoVersion(a)
  const right = parseApkoVersion(b)
  if (left === undefined || right === undefined) return first(left !== undefined, right !== undefined)
  return compareApkoVersions(right, left)
}
