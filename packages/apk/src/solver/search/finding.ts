import type { Candidate, Requirement } from '../candidate.ts'
import { choicesOf } from '../choices.ts'
import type { Found } from '../found.ts'
import { installOrder } from '../install-order.ts'
import type { SolverTables } from '../tables.ts'
import { verify } from '../verify.ts'

/** Puts what the search chose in install order, without what turned out not to be needed. */
export function findingOf(tables: SolverTables, world: readonly Requirement[], chosen: readonly Candidate[]): Found {
  const choices = choicesOf(chosen)
  const needed = installOrder(tables, world, choices)
  const complete = verify(tables, world, needed).length === 0
  return { order: complete ? needed : installOrder(tables, world, choices, chosen), choices, greedy: false }
}
