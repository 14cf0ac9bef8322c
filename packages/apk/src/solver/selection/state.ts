import type { Candidate, NameId, Provider, Requirement } from '../candidate.ts'
import type { SolverTables } from '../tables.ts'
import type { Waiting } from './waiting.ts'

/** A run of the greedy selection: apk's algorithm, which never takes a choice back. */
export interface Selection {
  readonly tables: SolverTables
  readonly preference: Preference
  readonly names: Map<NameId, NameState>
  readonly packages: Map<number, PackageState>
  /** Names to look at again, first come first served. */
  readonly dirty: NameState[]
  /** Names that wait for a choice. */
  readonly waiting: Waiting
  /** How many names are numbered. */
  discovered: number
  /** Choices that could not be made well; anything but 0 means that the selection failed. */
  errors: number
}

/** How installed packages weigh against what repositories offer. */
export interface Preference {
  /** Take newer versions of installed packages: of all, or of these names. */
  readonly upgrade: boolean | ReadonlySet<string>
  /** What repositories offer wins over what is installed, even if older. */
  readonly available: boolean
}

/** What the selection knows about a name that it reached. */
export interface NameState {
  readonly id: NameId
  readonly text: string
  seen: boolean
  /** Bottom-up number: a name comes after what it depends on. */
  order: number
  readonly options: Option[]
  /** For each package that depends on this name, all names of that package. */
  readonly dependents: (readonly NameState[])[]
  /** Names of packages with an `install_if` condition on this name. */
  readonly conditionals: Set<NameState>
  /** A package bears the name, beside those that provide it. */
  borne: boolean
  /** Rank under which it waits for a choice; -1 when it does not. */
  waitingAs: number
  /** The world asks for it. */
  named: boolean
  requirers: number
  locked: boolean
  chosen: Option | undefined
  /** The `install_if` of one of its packages is met. */
  triggered: boolean
  /** Named in an `install_if` as a conflict, so that its absence must be decided. */
  decideAnyway: boolean
  hasOptions: boolean
  hasSelectable: boolean
  resolveNow: boolean
  dirty: boolean
  recheckDepends: boolean
  recheckInstallIf: boolean
  /** Counter of candidates that share this name, while they are compared. */
  merged: number
}

/** What the selection knows about a package that it reached. */
export interface PackageState {
  readonly candidate: Candidate
  readonly name: NameState
  readonly depends: readonly Need[]
  readonly installIf: readonly Need[]
  selectable: boolean
  /** How many requirements it breaks. */
  conflicts: number
  /** Its dependencies are in force: it is chosen, or the only candidate of a required name. */
  applied: boolean
  /** It is the only candidate of a required name for whose sake it may be taken. */
  wanted: boolean
  /** It was among the candidates whose common dependencies were required. */
  inMergeGroup: boolean
  usedInMerge: boolean
  /** All conditions of its `install_if` are met. */
  triggered: boolean
  /** A condition of its `install_if` can no longer be met. */
  ruledOut: boolean
  tagAllowed: boolean
  tagPreferred: boolean
  /** Bits of the tags from which it may be taken. */
  allowedTags: number
}

/** A package under one of its names. */
export interface Option {
  readonly name: NameState
  readonly package: PackageState
  readonly provider: Provider
}

/** A requirement with the state of its name. */
export interface Need {
  readonly name: NameState
  readonly requirement: Requirement
}
