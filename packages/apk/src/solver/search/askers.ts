import type { Candidate, NameId, Requirement } from '../candidate.ts'
import type { Problem } from './problem.ts'

/** A package with a requirement. */
export interface Asking {
  readonly asker: Candidate
  readonly requirement: Requirement
}

/** Positive requirements of all packages that the world can reach, by name; made when first needed. */
export function askersByName(problem: Problem): ReadonlyMap<NameId, readonly Asking[]> {
  const { askers, reached } = problem
  if (askers.size > 0) return askers
  for (const asker of reached.keys()) {
    for (const requirement of asker.depends) {
      if (requirement.conflict) continue
      const list = askers.get(requirement.id)
      if (list === undefined) askers.set(requirement.id, [{ asker, requirement }])
      else list.push({ asker, requirement })
    }
  }
  return askers
}
