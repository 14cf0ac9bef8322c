/**
 * Facts of which no one can be left out, and which together no set of packages satisfies: the world and the dependencies that
 * lead to a clash, and the clash. Plain data.
 */
export type ConflictFact =
  | ({ readonly kind: 'world' } & RequirementFact)
  | ({ readonly kind: 'depends'; readonly from: readonly PackageName[] } & RequirementFact)
  /** Only one of the packages may be there, for they lay claim to one name. */
  | { readonly kind: 'same-name'; readonly name: string; readonly packages: readonly PackageName[] }
  /** The package provides a name without version, which is no reason to install it. */
  | { readonly kind: 'unselected'; readonly package: PackageName }
  /** Nothing that can be installed asks for the package. */
  | { readonly kind: 'unasked'; readonly package: PackageName }
  /** The package is listed only under a tag that nothing opens for it. */
  | { readonly kind: 'closed-tag'; readonly package: PackageName; readonly tags: readonly string[] }

/** A requirement, and what there is for it. */
export interface RequirementFact {
  /** The expression as written. */
  readonly requirement: string
  /** True for `!name`. */
  readonly conflict: boolean
  /** Packages that would satisfy it; for a conflict, those that break it. */
  readonly candidates: readonly PackageName[]
  /** Packages that bear or provide the name, and why they do not count. */
  readonly rejected: readonly Rejected[]
}

/** A package as messages name it. */
export interface PackageName {
  readonly name: string
  readonly version: string
  /** Name of the first repository that lists it. */
  readonly repository: string
}

/** A package that bears or provides a name without being a candidate for it. */
export interface Rejected extends PackageName {
  /** `version`: does not fit the operator; `unversioned`: provides the name without version; `tag`: listed under a closed tag; */
  readonly because: 'version' | 'unversioned' | 'tag' | 'uninstallable'
  /** Version under the required name, the tag, or what makes the package uninstallable. */
  readonly detail: string
}

/** What kind of obstacle a conflict is; the classes in which apk reports. */
export type ConflictCategory =
  | 'no-such-package'
  | 'virtual-needs-selection'
  | 'constraint-broken'
  | 'same-name-provided'
  | 'masked'
  | 'uninstallable'

/** One minimal set of incompatible facts. */
export interface Conflict {
  readonly category: ConflictCategory
  readonly facts: readonly ConflictFact[]
  /** What to do about it, one sentence each. */
  readonly suggestions: readonly string[]
}
