import { type Candidate, isStrong, matches, type Provider, type Requirement } from './candidate.ts'

/** Why packages are there. */
export interface Support {
  /** Packages that the world leads to, through requirements and `install_if`. */
  readonly founded: ReadonlySet<Candidate>
  /** Of these, the ones that a requirement asks for by a name which they own, or for which they have a priority. */
  readonly askedFor: ReadonlySet<Candidate>
  /** Of these, the ones that their `install_if` pulls in. */
  readonly pulledIn: ReadonlySet<Candidate>
  /** The founded packages under all their names. */
  readonly present: Present
}

/** Packages under all their names. */
export type Present = ReadonlyMap<number, readonly Provider[]>

/**
 * Follows requirements and `install_if` from the world. A mere provider of a name counts only when some package of the set
 * asks for it otherwise; packages that this leaves without foundation are taken away, until all that remain have one.
 */
export function followSupport(world: readonly Requirement[], chosen: readonly Candidate[]): Support {
  let remaining = chosen
  for (;;) {
    const support = follow(world, remaining)
    if (support.founded.size === remaining.length) return support
    remaining = remaining.filter((candidate) => support.founded.has(candidate))
  }
}

function follow(world: readonly Requirement[], chosen: readonly Candidate[]): Support {
  const present = providersByName(chosen)
  const askedFor = new Set<Candidate>()
  const ask = (requirement: Requirement): void => {
    if (requirement.conflict) return
    for (const provider of meeting(requirement, present)) if (isStrong(provider)) askedFor.add(provider.candidate)
  }
  for (const requirement of world) ask(requirement)
  for (const candidate of chosen) for (const requirement of candidate.depends) ask(requirement)

  const founded = new Set<Candidate>()
  const reach = (requirement: Requirement): void => {
    if (requirement.conflict) return
    for (const { candidate } of meeting(requirement, present)) if (askedFor.has(candidate)) founded.add(candidate)
  }
  const pulledIn = new Set<Candidate>()
  const conditional = chosen.filter((candidate) => candidate.installIf.some((condition) => !condition.conflict))
  for (const requirement of world) reach(requirement)
  const followed = new Set<Candidate>()
  for (;;) {
    for (const candidate of founded) {
      if (followed.has(candidate)) continue
      followed.add(candidate)
      for (const requirement of candidate.depends) reach(requirement)
    }
    const size = founded.size
    for (const candidate of conditional) {
      if (pulledIn.has(candidate) || unmetCondition(candidate, founded, present) !== undefined) continue
      pulledIn.add(candidate)
      founded.add(candidate)
    }
    if (founded.size === size) return { founded, askedFor, pulledIn, present }
  }
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
  const providers = present.get(requirement.id)
  return providers === undefined ? [] : providers.filter((provider) => matches(requirement, provider))
}

/** Packages under all their names. */
export function providersByName(chosen: Iterable<Candidate>): Map<number, Provider[]> {
  const present = new Map<number, Provider[]>()
  for (const candidate of chosen) {
    for (const provider of candidate.provisions) {
      const list = present.get(provider.name)
      if (list === undefined) present.set(provider.name, [provider])
      else list.push(provider)
    }
  }
  return present
}
