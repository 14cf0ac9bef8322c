import type { NameId, Provider, Requirement } from '../candidate.ts'
import type { Found } from '../found.ts'
import { installOrder } from '../install-order.ts'
import type { SolverTables } from '../tables.ts'
import { verify } from '../verify.ts'
import { select } from './select.ts'
import type { Preference } from './state.ts'

/** apk's own selection; its result counts only when it passes the check. */
export function findGreedily(
  tables: SolverTables,
  world: readonly Requirement[],
  preference: Preference,
  checkpoint: () => void,
): Found | undefined {
  const selection = select(tables, world, preference, checkpoint)
  if (selection.errors > 0) return undefined
  const choices = new Map<NameId, Provider>()
  for (const name of selection.names.values()) if (name.chosen !== undefined) choices.set(name.id, name.chosen.provider)
  const order = installOrder(tables, world, choices)
  return verify(tables, world, order).length > 0 ? undefined : { order, choices, greedy: true }
}
