import { type Candidate, label, matches, owns, type Provider, type Requirement } from './candidate.ts'
import type { SolverTables } from './tables.ts'

/**
 * Checks a set of packages against the rules alone, knowing nothing of how it was found. Returns one line for each rule
 * that it breaks; a solution breaks none.
 */
export function verify(tables: SolverTables, world: readonly Requirement[], chosen: readonly Candidate[]): string[] {
  const faults: string[] = []
  const present = new Map<number, Provider[]>()
  for (const candidate of chosen) {
    if (candidate.uninstallable !== undefined) faults.push(`${label(candidate)} is uninstallable`)
    for (const provider of candidate.provisions) {
      const list = present.get(provider.name)
      if (list === undefined) present.set(provider.name, [provider])
      else list.push(provider)
    }
  }
  for (const [name, providers] of present) {
    if (providers.length > 1 && providers.some(owns))
      faults.push(`${tables.names.text(name)} is owned while others provide it`)
  }
  const demand = (requirement: Requirement, by: Candidate | undefined): void => {
    const matching = (present.get(requirement.id) ?? []).filter((provider) => matches(requirement, provider))
    const met = requirement.conflict ? matching.every((provider) => provider.candidate === by) : matching.length > 0
    if (!met) faults.push(`${by === undefined ? 'world' : label(by)}[${requirement.text}] is not met`)
  }
  for (const requirement of world) demand(requirement, undefined)
  for (const candidate of chosen) for (const requirement of candidate.depends) demand(requirement, candidate)
  const tags = allowedTags(tables, world, chosen)
  for (const candidate of chosen) {
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
  const present = new Map<number, Provider[]>()
  for (const candidate of chosen) {
    for (const provider of candidate.provisions)
      present.set(provider.name, [...(present.get(provider.name) ?? []), provider])
  }
  const meeting = (requirement: Requirement): Candidate[] =>
    requirement.conflict
      ? []
      : (present.get(requirement.id) ?? [])
          .filter((provider) => matches(requirement, provider))
          .map((provider) => provider.candidate)

  let grew = true
  const open = (candidate: Candidate, bits: number): void => {
    const before = allowed.get(candidate)!
    if ((before | bits) === before) return
    allowed.set(candidate, before | bits)
    grew = true
  }
  for (const requirement of world) {
    const bit = requirement.tag === undefined ? 0 : Math.max(0, tables.tags.indexOf(requirement.tag))
    for (const candidate of meeting(requirement)) open(candidate, 1 << bit)
  }
  while (grew) {
    grew = false
    for (const candidate of chosen) {
      const bits = allowed.get(candidate)!
      for (const requirement of candidate.depends) for (const needed of meeting(requirement)) open(needed, bits)
      if (candidate.installIf.every((condition) => condition.conflict || meeting(condition).length > 0)) {
        for (const condition of candidate.installIf)
          for (const bringer of meeting(condition)) open(candidate, allowed.get(bringer)!)
      }
    }
  }
  return allowed
}
