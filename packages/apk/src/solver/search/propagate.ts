import { type Clause, type Literal, negate } from './clause.ts'
import type { Trail } from './trail.ts'

/** Draws all conclusions from what is assigned; returns a broken clause when there is one. */
export function propagate(trail: Trail): Clause | undefined {
  while (trail.head < trail.literals.length) {
    const falsified = negate(trail.literals[trail.head++]!)
    const watching = trail.watches[falsified]!
    let kept = 0
    for (let i = 0; i < watching.length; i++) {
      const clause = watching[i]!
      if (moveWatch(trail, clause, falsified)) continue
      watching[kept++] = clause
      const other = clause.literals[0]!
      const value = trail.value(other)
      if (value === 0) trail.assign(other, clause)
      else if (value < 0) {
        while (++i < watching.length) watching[kept++] = watching[i]!
        watching.length = kept
        return clause
      }
    }
    watching.length = kept
  }
  return undefined
}

/** Finds another literal to watch; afterwards the first literal is the one to conclude. True when the watch has moved. */
function moveWatch(trail: Trail, clause: Clause, falsified: Literal): boolean {
  const { literals } = clause
  if (literals[0] === falsified) {
    literals[0] = literals[1]!
    literals[1] = falsified
  }
  if (trail.value(literals[0]!) > 0) return false
  for (let i = 2; i < literals.length; i++) {
    const literal = literals[i]!
    if (trail.value(literal) < 0) continue
    literals[1] = literal
    literals[i] = falsified
    trail.watches[literal]!.push(clause)
    return true
  }
  return false
}
