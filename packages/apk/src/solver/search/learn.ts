import { type Clause, type Literal, negate, variableOf } from './clause.ts'
import type { Trail } from './trail.ts'

/** What a broken clause teaches: a clause that holds always, and the level to which it sends the search back. */
export interface Lesson {
  readonly clause: Clause
  readonly level: number
}

/**
 * Resolves the broken clause with the reasons of its literals until one literal of the current level is left (first unique
 * implication point), and leaves out literals that follow from the others. Undefined when the clause is broken without any decision: then nothing satisfies the clauses.
 */
export function learn(trail: Trail, broken: Clause): Lesson | undefined {
  let level = 0
  for (const literal of broken.literals) level = Math.max(level, trail.levelOf(literal))
  if (level === 0) return undefined
  trail.backtrack(level)

  const seen = new Set<number>()
  const kept: Literal[] = []
  const derivedFrom: Clause[] = []
  let open = 0
  let position = trail.literals.length - 1
  let current: Clause | undefined = broken
  let asserted: Literal = -1
  do {
    if (current !== undefined) {
      derivedFrom.push(current)
      for (const literal of current.literals) {
        const variable = variableOf(literal)
        if (literal === asserted || seen.has(variable)) continue
        seen.add(variable)
        const at = trail.levelOf(literal)
        if (at === level) open++
        else if (at > 0) kept.push(literal)
      }
    }
    while (!seen.has(variableOf(trail.literals[position]!))) position--
    asserted = trail.literals[position--]!
    current = trail.reasonOf(asserted)
    open--
  } while (open > 0)

  const needed = kept.filter((literal) => {
    const reason = trail.reasonOf(literal)
    const follows =
      reason?.literals.every((other) => seen.has(variableOf(other)) || trail.levelOf(other) === 0) === true
    if (follows) derivedFrom.push(reason)
    return !follows
  })
  const backTo = needed.reduce((highest, literal) => Math.max(highest, trail.levelOf(literal)), 0)
  return { clause: { literals: [negate(asserted), ...needed], fact: undefined, derivedFrom }, level: backTo }
}

/** The facts that a broken clause rests on, when it is broken without any decision. */
export function factsBehind(trail: Trail, broken: Clause): Clause[] {
  const facts: Clause[] = []
  const seen = new Set<Clause>([broken])
  for (const clause of seen) {
    if (clause.fact !== undefined) facts.push(clause)
    for (const source of clause.derivedFrom) seen.add(source)
    for (const literal of clause.literals) {
      const settled = trail.value(literal) !== 0 && trail.levelOf(literal) === 0
      const reason = settled ? trail.reasonOf(literal) : undefined
      if (reason !== undefined) seen.add(reason)
    }
  }
  return facts
}
