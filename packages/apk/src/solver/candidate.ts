import type { Dependency } from '../dependency/dependency.ts'
import { matchesVersion } from '../dependency/satisfies.ts'
import type { IndexRecord } from '../metadata/metadata.ts'

/** Number of an interned name; names of packages and of what they provide share one space. */
export type NameId = number

/** A dependency expression whose name is interned. */
export interface Requirement extends Dependency {
  readonly id: NameId
  /** The expression as it was written. */
  readonly text: string
}

/** One package that may be chosen: a record of an index, or several records with one identity. */
export interface Candidate {
  /** Position in reading order; unique. */
  readonly id: number
  readonly name: NameId
  readonly record: IndexRecord
  /** Repositories that list it, ascending; empty when it is only installed. */
  readonly repositories: readonly number[]
  /** Set of tags under which it is listed: bit 0 for untagged repositories. */
  readonly tags: number
  readonly installed: boolean
  /** Why it can never be chosen: foreign architecture, unknown field, unreadable dependency. */
  readonly uninstallable: string | undefined
  readonly depends: readonly Requirement[]
  readonly installIf: readonly Requirement[]
  /** Everything that it stands for: its own name first, then what it provides. */
  readonly provisions: readonly Provider[]
}

/** A candidate under one of its names. */
export interface Provider {
  readonly name: NameId
  readonly candidate: Candidate
  /** Version under this name; empty when the name is provided without version. */
  readonly version: string
}

/** True when the provider matches name, operator and version of the requirement, its `!` left aside. */
export function matches(requirement: Requirement, provider: Provider): boolean {
  const { op, version } = requirement
  if (op === undefined) return true
  if (op === '><') return provider.candidate.record.checksum === version
  return matchesVersion(provider.version, op, version ?? '')
}

/** An unversioned provision does not own its name: any number of them may be chosen together. */
export function owns(provider: Provider): boolean {
  return provider.version !== ''
}

/**
 * A provider that may be taken for the sake of its name alone: it owns the name, or declares a priority among those that
 * merely provide it.
 */
export function isStrong(provider: Provider): boolean {
  return owns(provider) || provider.candidate.record.providerPriority > 0
}

/** `name-version`, as apk prints a package. */
export function label(candidate: Candidate): string {
  return `${candidate.record.name}-${candidate.record.version}`
}
