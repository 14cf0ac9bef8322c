import { type Candidate, isStrong, matches, type Provider, type Requirement } from '../candidate.ts'
import { providersByName } from './decide.ts'
import type { Problem } from './problem.ts'

/** Why chosen packages are there. */
export interface Support {
  /** Reached from the world through requirements and `install_if`. */
  readonly founded: ReadonlySet<Candidate>
  /** Of these, the ones that a requirement asks for by a name which they own, or for which they have a priority. */
  readonly askedFor: ReadonlySet<Candidate>
  /** Of these, the ones that their `install_if` pulls in. */
  readonly pulledIn: ReadonlySet<Candidate>
  readonly present: Present
}

/** Providers among the chosen packages, by name. */
export type Present = ReadonlyMap<number, readonly Provider[]>

/** Follows requirements and `install_if` from the world through the chosen packages, until nothing is added. */
export function followSupport(problem: Problem, chosen: readonly Candidate[]): Support {
  const present = providersByName(chosen)
  const founded = new Set<Candidate>()
  const askedFor = new Set<Candidate>()
  const pulledIn = new Set<Candidate>()
  const follow = (requirement: Requirement): void => {
    if (requirement.conflict) return
    for (const provider of meeting(requirement, present)) {
      founded.add(provider.candidate)
      if (isStrong(provider)) askedFor.add(provider.candidate)
    }
  }
  for (const requirement of problem.world) follow(requirement)
  const conditional = chosen.filter((candidate) => candidate.installIf.some((condition) => !condition.conflict))
  const followed = new Set<Candidate>()
  let size = -1
  while (size !== founded.size) {
    size = founded.size
    for (const candidate of founded) {
      if (followed.has(candidate)) continue
      followed.add(candidate)
      for (const requirement of candidate.depends) follow(requirement)
    }
    for (const candidate of conditional) {
      if (pulledIn.has(candidate) || unmetCondition(candidate, founded, present) !== undefined) continue
      pulledIn.add(candidate)
      founded.add(candidate)
    }
  }
  return { founded, askedFor, pulledIn, present }
}

/** The first condition of an `install_if` that the founded packages do not meet. */
export function unmetCondition(
  candidate: Candidate,
  founded: ReadonlySet<Candidate>,
  present: Present,
): Requirement | undefined {
  return candidate.installIf.find((condition) => {
    const providers = meeting(condition, present)
    if (condition.conflict) return providers.some((provider) => provider.candidate !== candidate)
    return !providers.some((provider) => founded.has(provider.candidate))
  })
}

/** Providers among the given ones that match the requirement, its `!` left aside. */
export function meeting(requirement: Requirement, present: Present): readonly Provider[] {
  return (present.get(requirement.id) ?? []).filter((provider) => matches(requirement, provider))
}
