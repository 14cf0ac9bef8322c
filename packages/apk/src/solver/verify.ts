import { type Candidate, isStrong, label, owns, type Requirement } from './candidate.ts'
import { followSupport, meeting, providersByName } from './support.ts'
import type { SolverTables } from './tables.ts'

/**
 * Checks a set of packages against the rules alone, knowing nothing of how it was found. Returns one line for each rule
 * that it breaks; a solution breaks none.
 */
export function verify(tables: SolverTables, world: readonly Requirement[], chosen: readonly Candidate[]): string[] {
  const faults: string[] = []
  const support = followSupport(world, chosen)
  const { present } = support

  for (const [name, providers] of present) {
    if (providers.length > 1 && providers.some(owns))
      faults.push(`${tables.names.text(name)} is owned while others provide it`)
  }
  const demand = (requirement: Requirement, by: Candidate | undefined): void => {
    const providers = meeting(requirement, present)
    const met = requirement.conflict
      ? providers.every((provider) => provider.candidate === by)
      : providers.some(
          (provider) =>
            isStrong(provider) ||
            provider.candidate === by ||
            support.askedFor.has(provider.candidate) ||
            (by !== undefined && support.pulledIn.has(provider.candidate)),
        )
    if (!met) faults.push(`${by === undefined ? 'world' : label(by)}[${requirement.text}] is not met`)
  }
  for (const requirement of world) demand(requirement, undefined)
  const tags = allowedTags(tables, world, chosen)
  for (const candidate of chosen) {
    for (const requirement of candidate.depends) demand(requirement, candidate)
    if (candidate.uninstallable !== undefined) faults.push(`${label(candidate)} is uninstallable`)
    if (!support.founded.has(candidate)) faults.push(`nothing asks for ${label(candidate)}`)
    if (!candidate.installed && (candidate.tags & tags.get(candidate)!) === 0)
      faults.push(`${label(candidate)} is under a closed tag`)
  }
  return faults
}

/**
 * Tags from which each chosen package may be taken: no tag, the tag of a world entry that it satisfies, and what its
 * requirers and the packages that meet its `install_if` may use.
 */
export function allowedTags(
  tables: SolverTables,
  world: readonly Requirement[],
  chosen: readonly Candidate[],
): Map<Candidate, number> {
  const allowed = new Map(chosen.map((candidate) => [candidate, 1]))
  if (tables.tags.length === 1) return allowed
  const present = providersByName(chosen)
  const matching = (requirement: Requirement): Candidate[] =>
    requirement.conflict ? [] : meeting(requirement, present).map((provider) => provider.candidate)

  let grew = true
  const open = (candidate: Candidate, bits: number): void => {
    const before = allowed.get(candidate)!
    if ((before | bits) === before) return
    allowed.set(candidate, before | bits)
    grew = true
  }
  for (const requirement of world) {
    const bit = requirement.tag === undefined ? 0 : Math.max(0, tables.tags.indexOf(requirement.tag))
    for (const candidate of matching(requirement)) open(candidate, 1 << bit)
  }
  while (grew) {
    grew = false
    for (const candidate of chosen) {
      const bits = allowed.get(candidate)!
      for (const requirement of candidate.depends) for (const needed of matching(requirement)) open(needed, bits)
      if (!candidate.installIf.every((condition) => condition.conflict || matching(condition).length > 0)) continue
      for (const condition of candidate.installIf) {
        for (const bringer of matching(condition)) open(candidate, allowed.get(bringer)!)
      }
    }
  }
  return allowed
}
