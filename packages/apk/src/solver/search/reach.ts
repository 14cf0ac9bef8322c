import { type Candidate, matches, type Requirement } from '../candidate.ts'
import { UNTAGGED } from '../selection/discover.ts'
import type { SolverTables } from '../tables.ts'

/**
 * Packages that any solution can contain, each with the tags from which it might be taken: what the world asks for, what that
 * depends on, and what it might pull in. Conflicts are left aside; what nothing may ask for is left out.
 */
export function reach(tables: SolverTables, world: readonly Requirement[]): ReadonlyMap<Candidate, number> {
  const reached = new Map<Candidate, number>()
  const queue: Candidate[] = []

  const add = (candidate: Candidate, bits: number): void => {
    const before = reached.get(candidate) ?? 0
    const after = before | bits | UNTAGGED
    if (after === before || candidate.uninstallable !== undefined) return
    if (!candidate.installed && (candidate.tags & after) === 0) return
    reached.set(candidate, after)
    queue.push(candidate)
  }
  const addProviders = (requirement: Requirement, bits: number): void => {
    if (requirement.conflict) return
    for (const provider of tables.providers(requirement.id)) {
      if (matches(requirement, provider)) add(provider.candidate, bits)
    }
  }
  const isReached = (requirement: Requirement): boolean =>
    requirement.conflict ||
    tables
      .providers(requirement.id)
      .some((provider) => reached.has(provider.candidate) && matches(requirement, provider))

  for (const requirement of world) addProviders(requirement, tagBit(tables, requirement))
  for (const candidate of queue) {
    const bits = reached.get(candidate)!
    for (const requirement of candidate.depends) addProviders(requirement, bits)
    for (const pulled of conditionalCandidates(tables, candidate)) {
      if (pulled.installIf.every(isReached)) add(pulled, bits)
    }
  }
  return reached
}

/** Packages with an `install_if` condition on something that the candidate provides. */
export function conditionalCandidates(tables: SolverTables, candidate: Candidate): Set<Candidate> {
  const found = new Set<Candidate>()
  for (const provision of candidate.provisions) {
    for (const pulled of tables.conditionalCandidates(provision.name)) {
      if (pulled.installIf.some((condition) => !condition.conflict)) found.add(pulled)
    }
  }
  return found
}

/** Bit of the tag that a world entry opens; that of untagged repositories when it names none. */
export function tagBit(tables: SolverTables, requirement: Requirement): number {
  return requirement.tag === undefined ? UNTAGGED : 1 << Math.max(0, tables.tags.indexOf(requirement.tag))
}
