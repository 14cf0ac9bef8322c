import type { Fact } from './fact.ts'

/** A variable with a sign: `2 * variable` for true, one more for false. */
export type Literal = number

/** At least one of the literals holds. The first two are watched. */
export interface Clause {
  readonly literals: Literal[]
  /** Where it comes from; undefined for a learned clause. */
  readonly fact: Fact | undefined
  /** What a learned clause was derived from. */
  readonly derivedFrom: readonly Clause[]
}

export function clauseOf(fact: Fact, literals: readonly Literal[]): Clause {
  return { literals: [...new Set(literals)], fact, derivedFrom: [] }
}

export function negate(literal: Literal): Literal {
  return literal ^ 1
}

export function variableOf(literal: Literal): number {
  return literal >> 1
}
