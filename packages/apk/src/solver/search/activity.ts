import { type Clause, type Literal, variableOf } from './clause.ts'

const GROWTH = 1 / 0.95
const LIMIT = 1e100

/**
 * How often variables took part in recent dead ends (VSIDS, exponential). Once a search proves hard, requirements on which it
 * kept failing are decided first.
 */
export class Activity {
  readonly #scores: number[] = []
  #step = 1

  /** Notes a dead end, by the clauses that were resolved to learn from it. */
  bump(clauses: readonly Clause[]): void {
    const variables = new Set(clauses.flatMap((clause) => clause.literals.map(variableOf)))
    for (const variable of variables) this.#scores[variable] = (this.#scores[variable] ?? 0) + this.#step
    this.#step *= GROWTH
    if (this.#step > LIMIT) this.#rescale()
  }

  of(literals: readonly Literal[]): number {
    let highest = 0
    for (const literal of literals) highest = Math.max(highest, this.#scores[variableOf(literal)] ?? 0)
    return highest
  }

  #rescale(): void {
    for (let i = 0; i < this.#scores.length; i++) this.#scores[i] = (this.#scores[i] ?? 0) / LIMIT
    this.#step /= LIMIT
  }
}
