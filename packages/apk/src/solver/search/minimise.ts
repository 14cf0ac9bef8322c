import type { Clause } from './clause.ts'
import { negate, variableOf } from './clause.ts'
import type { Fact } from './fact.ts'
import { factsBehind, learn } from './learn.ts'
import { propagate } from './propagate.ts'
import { Trail } from './trail.ts'

/** Of clauses that cannot all hold, the facts of a minimal selection: leave any of them out, and the rest can hold. */
export function minimise(conflict: readonly Clause[]): Fact[] {
  let remaining = group(conflict)
  let kept: Group[] = []
  while (remaining.length > 0) {
    const candidate = remaining[remaining.length - 1]!
    const others = remaining.slice(0, -1)
    const contradiction = contradictionIn([...kept, ...others].flatMap((facts) => facts.clauses))
    if (contradiction === undefined) {
      kept = [candidate, ...kept]
      remaining = others
    } else {
      const used = new Set(contradiction.map((clause) => clause.fact))
      remaining = others.filter((facts) => used.has(facts.fact))
    }
  }
  return kept.map((facts) => facts.fact)
}

/** A fact with all clauses that it gave. */
interface Group {
  readonly fact: Fact
  readonly clauses: Clause[]
}

function group(conflict: readonly Clause[]): Group[] {
  const groups = new Map<Fact, Group>()
  for (const clause of conflict) {
    const fact = clause.fact!
    const known = groups.get(fact)
    if (known === undefined) groups.set(fact, { fact, clauses: [clause] })
    else known.clauses.push(clause)
  }
  return [...groups.values()]
}

/** Clauses that already cannot all hold, undefined when all given ones can. */
function contradictionIn(clauses: readonly Clause[]): Clause[] | undefined {
  const trail = new Trail()
  const variables = new Set(clauses.flatMap((clause) => clause.literals.map(variableOf)))
  const highest = Math.max(-1, ...variables)
  while (trail.variables <= highest) trail.addVariable()
  const pending = clauses.map((clause): Clause => ({ ...clause, literals: [...clause.literals] }))
  for (;;) {
    const clause = pending.pop()
    const broken = (clause === undefined ? undefined : trail.attach(clause)) ?? propagate(trail)
    if (broken !== undefined) {
      const lesson = learn(trail, broken)
      if (lesson === undefined) {
        trail.backtrack(0)
        return factsBehind(trail, broken)
      }
      trail.backtrack(lesson.level)
      pending.push(lesson.clause)
      continue
    }
    if (clause !== undefined) continue
    const open = [...variables].find((variable) => trail.value(variable << 1) === 0)
    if (open === undefined) return undefined
    trail.decide(negate(open << 1))
  }
}
