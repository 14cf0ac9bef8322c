import { type Candidate, matches, type Provider } from '../candidate.ts'
import { meeting, type Support, unmetCondition } from '../support.ts'
import { askersByName } from './askers.ts'
import { type Literal, negate } from './clause.ts'
import { literalOf, type Problem } from './problem.ts'

/**
 * Collects what could give packages a foundation that they lack now. A package that is open and that nothing chosen asks for
 * would itself lack one; in its place comes what could found it in turn, so that no search through such packages is needed.
 */
export class Sought {
  readonly literals: Set<Literal> = new Set()
  readonly #problem: Problem
  readonly #support: Support
  readonly #through = new Set<Candidate>()
  readonly #queue: Candidate[] = []

  constructor(problem: Problem, support: Support) {
    this.#problem = problem
    this.#support = support
  }

  /** Everything that asks for the package, or would complete its `install_if`. */
  supportersOf(candidate: Candidate): void {
    this.askersOf(candidate, () => true)
    this.completionsOf(candidate)
  }

  /** Packages that ask for the candidate under a name which is accepted. */
  askersOf(candidate: Candidate, accept: (provider: Provider) => boolean): void {
    for (const provider of candidate.provisions) {
      if (!accept(provider)) continue
      for (const { asker, requirement } of askersByName(this.#problem).get(provider.name) ?? []) {
        if (matches(requirement, provider)) this.#add(asker)
      }
    }
  }

  /** Literals of which one must hold before the unmet condition of the package's `install_if` is met. */
  completionsOf(candidate: Candidate): void {
    const { tables, reached } = this.#problem
    if (candidate.installIf.every((condition) => condition.conflict)) return
    const condition = unmetCondition(candidate, this.#support.founded, this.#support.present)
    if (condition === undefined) return
    if (condition.conflict) {
      const breaking = meeting(condition, this.#support.present).find((provider) => provider.candidate !== candidate)!
      this.literals.add(negate(literalOf(this.#problem, breaking.candidate)))
      return
    }
    for (const provider of tables.providers(condition.id)) {
      if (reached.has(provider.candidate) && matches(condition, provider)) this.#add(provider.candidate)
    }
  }

  /** Everything from which the package could inherit a tag. */
  openersOf(candidate: Candidate): void {
    const { tables, reached } = this.#problem
    const add = (opener: Candidate): void => {
      if (!this.#support.founded.has(opener)) this.literals.add(literalOf(this.#problem, opener))
    }
    for (const provider of candidate.provisions) {
      for (const { asker, requirement } of askersByName(this.#problem).get(provider.name) ?? []) {
        if (matches(requirement, provider)) add(asker)
      }
    }
    for (const condition of candidate.installIf) {
      for (const provider of tables.providers(condition.id))
        if (reached.has(provider.candidate)) add(provider.candidate)
    }
  }

  /** Goes through all open packages that lack a foundation as well. */
  close(): ReadonlySet<Literal> {
    for (const candidate of this.#queue) this.supportersOf(candidate)
    return this.literals
  }

  #add(candidate: Candidate): void {
    const literal = literalOf(this.#problem, candidate)
    const value = this.#problem.trail.value(literal)
    if (value > 0 || this.#through.has(candidate)) return
    if (value < 0 || this.#hasFooting(candidate)) {
      this.literals.add(literal)
      return
    }
    this.#through.add(candidate)
    this.#queue.push(candidate)
  }

  /** The world, or something chosen, asks for the package or pulls it in. */
  #hasFooting(candidate: Candidate): boolean {
    const { world, trail } = this.#problem
    const pulledIn = candidate.installIf.some((condition) => !condition.conflict)
    if (pulledIn && unmetCondition(candidate, this.#support.founded, this.#support.present) === undefined) return true
    return candidate.provisions.some(
      (provider) =>
        world.some((requirement) => requirement.id === provider.name && matches(requirement, provider)) ||
        (askersByName(this.#problem).get(provider.name) ?? []).some(
          ({ asker, requirement }) =>
            trail.value(literalOf(this.#problem, asker)) > 0 && matches(requirement, provider),
        ),
    )
  }
}
