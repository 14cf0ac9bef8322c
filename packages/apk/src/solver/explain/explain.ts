import type { Requirement } from '../candidate.ts'
import type { Clause } from '../search/clause.ts'
import type { Fact } from '../search/fact.ts'
import { minimise } from '../search/minimise.ts'
import { reach } from '../search/reach.ts'
import { SolverError } from '../solver-error.ts'
import type { SolverTables } from '../tables.ts'
import type { Conflict, ConflictCategory, ConflictFact } from './conflict.ts'
import { conflictFacts } from './facts.ts'
import { explanation } from './message.ts'
import { type Elsewhere, suggest } from './suggest.ts'

/** What an explanation is made from. */
export interface ExplainOptions {
  readonly elsewhere: readonly Elsewhere[]
  /** Searches a smaller world: clauses that cannot all hold, undefined when it has a solution. */
  readonly refute: (world: readonly Requirement[]) => readonly Clause[] | undefined
}

const MAX_CONFLICTS = 8

/** The error for a world without solution: one minimal conflict after the other, each free of the world entries before it. */
export function explain(
  tables: SolverTables,
  world: readonly Requirement[],
  refutation: readonly Clause[],
  options: ExplainOptions,
): SolverError {
  const conflicts: Conflict[] = []
  let remaining = world
  let clauses: readonly Clause[] | undefined = refutation
  while (clauses !== undefined && conflicts.length < MAX_CONFLICTS) {
    const facts = minimise(clauses)
    conflicts.push(conflictOf(tables, remaining, facts, options.elsewhere))
    const told = new Set(facts.flatMap((fact) => (fact.kind === 'world' ? [fact.requirement] : [])))
    if (told.size === 0) break
    remaining = remaining.filter((requirement) => !told.has(requirement))
    clauses = options.refute(remaining)
  }
  const entries = world.map((requirement) => requirement.text)
  return new SolverError(explanation(tables, conflicts), { arch: tables.arch, world: entries, conflicts })
}

function conflictOf(
  tables: SolverTables,
  world: readonly Requirement[],
  facts: readonly Fact[],
  elsewhere: readonly Elsewhere[],
): Conflict {
  const told = conflictFacts(tables, reach(tables, world), facts)
  return { category: categoryOf(told), facts: told, suggestions: suggest(tables, told, elsewhere) }
}

function categoryOf(facts: readonly ConflictFact[]): ConflictCategory {
  for (const fact of facts) {
    if (fact.kind === 'unselected') return 'virtual-needs-selection'
    if (fact.kind === 'closed-tag') return 'masked'
    if (fact.kind !== 'world' && fact.kind !== 'depends') continue
    if (fact.conflict || fact.candidates.length > 0) continue
    if (fact.rejected.length === 0) return 'no-such-package'
    const reasons = new Set(fact.rejected.map((rejected) => rejected.because))
    if (reasons.has('tag')) return 'masked'
    if (reasons.has('unversioned')) return 'virtual-needs-selection'
    return reasons.has('version') ? 'constraint-broken' : 'uninstallable'
  }
  const clash = facts.find((fact) => fact.kind === 'same-name')
  const sameName =
    clash !== undefined &&
    (clash.packages.length === 1 || clash.packages.some((p) => p.name !== clash.packages[0]!.name))
  return sameName ? 'same-name-provided' : 'constraint-broken'
}
