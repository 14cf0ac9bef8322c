import type { ApkoPackage } from './apko-package.ts'
import { type ApkoVersion, compareApkoVersions } from './version.ts'

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
    higher(underName(a, name), underName(b, name)) ||
    (a.name === b.name ? higher(a, b) : 0) ||
    b.candidate.record.providerPriority - a.candidate.record.providerPriority ||
    higher(a, b) ||
    (a.name < b.name ? -1 : a.name > b.name ? 1 : 0) ||
    a.position - b.position
  )
}

function isPulled(candidate: ApkoPackage, origins: ReadonlyMap<string, string>): boolean {
  return candidate.origin !== '' && origins.get(candidate.origin) === candidate.version
}

/** A version as written, and what apko makes of it. */
interface Versioned {
  readonly version: string
  readonly parsed: ApkoVersion | undefined
}

const NONE: Versioned = { version: '', parsed: undefined }

/** Own version under the own name, else that of the first provided entry of the name; empty when it has none. */
function underName(candidate: ApkoPackage, name: string): Versioned {
  return candidate.name === name ? candidate : (candidate.provided(name) ?? NONE)
}

function first(a: boolean, b: boolean): number {
  return Number(b) - Number(a)
}

/** A version that is absent or cannot be parsed loses. */
function higher(a: Versioned, b: Versioned): number {
  if (a.version === b.version) return 0
  const left = a.parsed
  const right = b.parsed
  if (left === undefined || right === undefined) return first(left !== undefined, right !== undefined)
  return compareApkoVersions(right, left)
}
