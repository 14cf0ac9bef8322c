import { type Candidate, isStrong, matches, type Provider, type Requirement } from '../candidate.ts'
import { allowedTags } from '../verify.ts'
import { type Clause, clauseOf, type Literal, negate } from './clause.ts'
import { providersByName } from './decide.ts'
import type { Fact } from './fact.ts'
import { literalOf, type Problem } from './problem.ts'

/**
 * Packages must be there for a reason that leads back to the world: two packages that only want each other, or a provider
 * of a mere name that nothing asks for, do not count; and a closed tag must be opened by such a chain. Returns a clause
 * that rules out the first offence, undefined when there is none.
 */
export function missingSupport(problem: Problem, chosen: readonly Candidate[]): Clause | undefined {
  const present = providersByName(chosen)
  const support = followSupport(problem, chosen, present)
  const unfounded = new Set(chosen.filter((candidate) => !support.founded.has(candidate)))

  for (const [candidate, asked] of problem.askedFor) {
    if (problem.trail.value(asked) > 0 && !support.askedFor.has(candidate)) {
      return cut(problem, { kind: 'unselected', candidate }, asked, new Set([candidate]), unfounded, present)
    }
  }
  for (const candidate of support.founded) {
    for (const requirement of candidate.depends) {
      if (requirement.conflict) continue
      const meeting = meetingProviders(requirement, present)
      if (meeting.some((provider) => support.founded.has(provider.candidate))) continue
      const offender = meeting[0]!.candidate
      const fact: Fact = { kind: 'unselected', candidate: offender }
      return cut(problem, fact, literalOf(problem, offender), unfounded, unfounded, present)
    }
  }
  return closedTag(problem, [...support.founded], present)
}

interface Support {
  /** Reached from the world through requirements or `install_if`. */
  readonly founded: ReadonlySet<Candidate>
  /** Of these, the ones that a requirement asks for. */
  readonly askedFor: ReadonlySet<Candidate>
}

type Present = ReadonlyMap<number, readonly Provider[]>

function followSupport(problem: Problem, chosen: readonly Candidate[], present: Present): Support {
  const founded = new Set<Candidate>()
  const askedFor = new Set<Candidate>()
  const follow = (requirement: Requirement): void => {
    if (requirement.conflict) return
    for (const provider of meetingProviders(requirement, present)) {
      if (!isStrong(provider)) continue
      founded.add(provider.candidate)
      askedFor.add(provider.candidate)
    }
  }
  for (const requirement of problem.world) follow(requirement)
  let size = -1
  while (size !== founded.size) {
    size = founded.size
    for (const candidate of founded) for (const requirement of candidate.depends) follow(requirement)
    for (const candidate of chosen) {
      if (founded.has(candidate) || candidate.installIf.length === 0) continue
      if (candidate.installIf.every((condition) => failing(condition, candidate, founded, present) === undefined))
        founded.add(candidate)
    }
  }
  return { founded, askedFor }
}

/** Why a condition is not met by the founded packages: providers that break it, none when some are missing. */
function failing(
  condition: Requirement,
  by: Candidate,
  founded: ReadonlySet<Candidate>,
  present: Present,
): readonly Provider[] | undefined {
  const meeting = meetingProviders(condition, present)
  if (condition.conflict) {
    const breaking = meeting.filter((provider) => provider.candidate !== by)
    return breaking.length > 0 ? breaking : undefined
  }
  return meeting.some((provider) => founded.has(provider.candidate)) ? undefined : []
}

function meetingProviders(requirement: Requirement, present: Present): readonly Provider[] {
  return (present.get(requirement.id) ?? []).filter((provider) => matches(requirement, provider))
}

/**
 * The clause "if `head`, then something outside supports it": a package, not chosen now, that asks for a target or for a
 * member of the unfounded set, or a change that completes the `install_if` of a member.
 */
function cut(
  problem: Problem,
  fact: Fact,
  head: Literal,
  targets: ReadonlySet<Candidate>,
  unfounded: ReadonlySet<Candidate>,
  present: Present,
): Clause {
  const { trail, reached } = problem
  const supporters: Literal[] = []
  const wanted = providersByName([...new Set([...targets, ...unfounded])])
  for (const candidate of reached.keys()) {
    const literal = literalOf(problem, candidate)
    if (trail.value(literal) > 0) continue
    if (
      candidate.depends.some(
        (requirement) => !requirement.conflict && meetingProviders(requirement, wanted).some(isStrong),
      )
    ) {
      supporters.push(literal)
    }
  }
  for (const member of unfounded) supporters.push(...completions(problem, member, unfounded, present))
  problem.demands.push({ inForce: head, choices: supporters.filter((literal) => (literal & 1) === 0) })
  return clauseOf(fact, [negate(head), ...supporters])
}

/** Literals of which one must hold before the failing condition of a package's `install_if` is met. */
function completions(
  problem: Problem,
  member: Candidate,
  unfounded: ReadonlySet<Candidate>,
  present: Present,
): Literal[] {
  const founded = new Set([...present.values()].flat().map((provider) => provider.candidate))
  for (const candidate of unfounded) founded.delete(candidate)
  for (const condition of member.installIf) {
    const breaking = failing(condition, member, founded, present)
    if (breaking === undefined) continue
    if (condition.conflict) return [negate(literalOf(problem, breaking[0]!.candidate))]
    return problem.tables
      .providers(condition.id)
      .filter((provider) => problem.reached.has(provider.candidate) && !unfounded.has(provider.candidate))
      .filter((provider) => matches(condition, provider))
      .map((provider) => literalOf(problem, provider.candidate))
  }
  return []
}

/** A package that is listed only under tags which nothing opens for it, and what could open them. */
function closedTag(problem: Problem, chosen: readonly Candidate[], present: Present): Clause | undefined {
  const { tables, world, reached, trail } = problem
  if (tables.tags.length === 1) return undefined
  const allowed = allowedTags(tables, world, chosen)
  const offender = chosen.find((candidate) => !candidate.installed && (candidate.tags & allowed.get(candidate)!) === 0)
  if (offender === undefined) return undefined
  const closed = chosen.filter((candidate) => (offender.tags & allowed.get(candidate)!) === 0)
  const wanted = providersByName(closed)
  const openers: Literal[] = []
  for (const candidate of reached.keys()) {
    const literal = literalOf(problem, candidate)
    if (trail.value(literal) > 0 && present.get(candidate.name)?.some((provider) => provider.candidate === candidate))
      continue
    const asks = candidate.depends.some(
      (requirement) => !requirement.conflict && meetingProviders(requirement, wanted).length > 0,
    )
    const brings = closed.some((pulled) =>
      pulled.installIf.some((condition) => candidate.provisions.some((p) => p.name === condition.id)),
    )
    if (asks || brings) openers.push(literal)
  }
  problem.demands.push({ inForce: literalOf(problem, offender), choices: openers })
  return clauseOf({ kind: 'closed-tag', candidate: offender }, [negate(literalOf(problem, offender)), ...openers])
}
