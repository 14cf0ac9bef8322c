import type { ApkoPackage } from './apko-package.ts'
import { type ApkoConstraint, meets } from './constraint.ts'

/** A constraint, and what its version leaves of the packages that stand for its name: the same in every resolution. */
export class Asked {
  readonly text: string
  readonly constraint: ApkoConstraint
  readonly #candidates: readonly ApkoPackage[]
  #fitting: readonly ApkoPackage[] | undefined
  #misfits: readonly ApkoPackage[] | undefined

  constructor(text: string, constraint: ApkoConstraint, candidates: readonly ApkoPackage[]) {
    this.text = text
    this.constraint = constraint
    this.#candidates = candidates
  }

  /** Packages that the constraint can be met by, in candidate order. Source: apko `repo.go`, `filterPackages`. */
  get fitting(): readonly ApkoPackage[] {
    const { constraint } = this
    this.#fitting ??=
      constraint.op === undefined ? this.#candidates : this.#candidates.filter((one) => fits(one, constraint))
    return this.#fitting
  }

  /** Packages that a constraint in force rules out. Source: apko `repo.go`, `constrain`. */
  get misfits(): readonly ApkoPackage[] {
    const { constraint } = this
    this.#misfits ??= constraint.op === undefined ? [] : this.#candidates.filter((one) => offends(one, constraint))
    return this.#misfits
  }
}

/** The name of the provided entry is not compared, as in apko. */
function fits(candidate: ApkoPackage, constraint: ApkoConstraint): boolean {
  if (candidate.parsed === undefined) return false
  if (meets(candidate.parsed, constraint)) return true
  for (const provided of candidate.provides) {
    if (provided.version !== '' && meets(provided.parsed, constraint)) return true
  }
  return false
}

/** A version under the constraint's name that it does not allow. */
function offends(candidate: ApkoPackage, constraint: ApkoConstraint): boolean {
  if (candidate.name === constraint.name) return !meets(candidate.parsed, constraint)
  for (const { name, version, parsed } of candidate.provides) {
    if (name === constraint.name && version !== '' && !meets(parsed, constraint)) return true
  }
  return false
}
