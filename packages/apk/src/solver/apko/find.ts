import type { Requirement } from '../candidate.ts'
import { choicesOf } from '../choices.ts'
import type { Found } from '../found.ts'
import type { SolverTables } from '../tables.ts'
import { resolveAsApko } from './resolve.ts'

/** apko's resolver, whose answer counts as it is: who asks for it wants apko's set. */
export function findAsApko(
  tables: SolverTables,
  world: readonly Requirement[],
  checkpoint: () => void,
): Found | undefined {
  const entries = world.map((requirement) => requirement.text)
  const order = resolveAsApko(tables, entries, checkpoint)
  return order === undefined ? undefined : { order, choices: choicesOf(order), greedy: true }
}
