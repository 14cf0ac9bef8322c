import type { ApkoPackage } from './apko-package.ts'
import type { Asked } from './asked.ts'
import type { PackageIndex } from './package-index.ts'
import { compareApkoPackages, type Standing } from './prefer.ts'

/** apko found no way: what it was at, and why. Caught inside the solver, which then searches completely. */
export class DeadEnd extends Error {}

/** One resolution: which packages are out, and which are settled. Nothing is taken back, so what was done once is done. */
export class Resolution {
  readonly index: PackageIndex
  /** Packages that were resolved as parents, by all names that they claim. */
  readonly selected: Map<string, ApkoPackage> = new Map()
  readonly #disqualified = new Set<ApkoPackage>()
  readonly #constrained = new Set<string>()
  readonly #constrainedBy = new Set<readonly string[]>()
  readonly #chosen = new Set<ApkoPackage>()

  constructor(index: PackageIndex) {
    this.index = index
  }

  /** True for a package that may be chosen still, and may under that pin. */
  allows(candidate: ApkoPackage, asked: Asked, allowedPin: string, existing: ApkoPackage | undefined): boolean {
    if (this.#disqualified.has(candidate)) return false
    const { pin } = candidate
    return pin === '' || pin === allowedPin || pin === asked.constraint.pin || candidate === existing
  }

  /** Candidates that a constraint leaves, in candidate order. Source: apko `repo.go`, `filterPackages`. */
  remaining(asked: Asked, allowedPin: string, existing?: ApkoPackage): ApkoPackage[] {
    return asked.fitting.filter((candidate) => this.allows(candidate, asked, allowedPin, existing))
  }

  /** How many {@link remaining} gives. */
  count(asked: Asked, allowedPin: string, existing?: ApkoPackage): number {
    let count = 0
    for (const candidate of asked.fitting) if (this.allows(candidate, asked, allowedPin, existing)) count++
    return count
  }

  /** Puts constraints in force for everything that is resolved from now on. Source: apko `repo.go`, `constrain`. */
  constrain(texts: readonly string[]): void {
    if (this.#constrainedBy.has(texts)) return
    this.#constrainedBy.add(texts)
    for (const text of texts) {
      if (this.#constrained.has(text)) continue
      this.#constrained.add(text)
      const conflict = text.charCodeAt(0) === BANG
      const asked = this.index.asked(conflict ? text.slice(1) : text)
      for (const excluded of conflict ? this.remaining(asked, '') : asked.misfits) this.#disqualified.add(excluded)
    }
  }

  /**
   * Rules out everything that cannot be beside a chosen package. Returns what could have been chosen before.
   * Source: apko `repo.go`, `disqualifyConflicts`.
   */
  disqualifyRivals(chosen: ApkoPackage): readonly ApkoPackage[] {
    if (this.#chosen.has(chosen)) return []
    this.#chosen.add(chosen)
    const out: ApkoPackage[] = []
    for (const { name, version } of chosen.provides) {
      for (const rival of this.index.candidates(name)) {
        if (rival === chosen || this.#disqualified.has(rival)) continue
        if (version === '' && rival.name !== name && rival.provided(name)?.version === '') continue
        this.#disqualified.add(rival)
        out.push(rival)
      }
    }
    return out
  }

  /** Settles a package as a parent: nothing else may claim its names. Source: apko `repo.go`, `pick`. */
  settle(chosen: ApkoPackage): void {
    this.#claim(chosen.name, chosen)
    this.selected.set(chosen.name, chosen)
    for (const { name, version } of chosen.provides) {
      this.#claim(name, chosen)
      if (version !== '') this.selected.set(name, chosen)
    }
  }

  #claim(name: string, chosen: ApkoPackage): void {
    const other = this.selected.get(name)
    if (other !== undefined && other !== chosen) {
      throw new DeadEnd(`${chosen.name} and ${other.name} both claim ${name}`)
    }
  }
}

const BANG = 33

/** The best of the candidates that a constraint leaves. */
export function best(candidates: readonly ApkoPackage[], standing: Standing): ApkoPackage {
  return candidates.reduce((leader, candidate) =>
    compareApkoPackages(candidate, leader, standing) < 0 ? candidate : leader,
  )
}
