import { type Candidate, isStrong, matches, owns, type Requirement } from '../candidate.ts'
import { clauseOf, negate } from './clause.ts'
import type { Fact } from './fact.ts'
import { addDemand, literalOf, type Problem, standInLiteral } from './problem.ts'

/** Adds the clauses of the world. */
export function groundWorld(problem: Problem): void {
  for (const requirement of problem.world)
    groundRequirement(problem, requirement, undefined, { kind: 'world', requirement })
}

/** Adds the clauses of packages that were chosen since the last time; true when there were any. */
export function groundChosen(problem: Problem): boolean {
  const { trail, grounded } = problem
  const before = grounded.size
  for (let i = trail.groundedUpTo; i < trail.literals.length; i++) {
    const literal = trail.literals[i]!
    const candidate = (literal & 1) === 0 ? problem.candidates[literal >> 1] : undefined
    if (candidate !== undefined) groundCandidate(problem, candidate)
  }
  trail.groundedUpTo = trail.literals.length
  return grounded.size > before
}

/** Adds the clauses of all packages that the world can reach, chosen or not: conclusions are drawn earlier then. */
export function groundAll(problem: Problem): void {
  for (const candidate of problem.reached.keys()) groundCandidate(problem, candidate)
}

function groundCandidate(problem: Problem, candidate: Candidate): void {
  if (problem.grounded.has(candidate)) return
  problem.grounded.add(candidate)
  groundOwnership(problem, candidate)
  for (const requirement of candidate.depends) {
    groundRequirement(problem, requirement, candidate, { kind: 'depends', candidate, requirement })
  }
}

function groundRequirement(problem: Problem, requirement: Requirement, by: Candidate | undefined, fact: Fact): void {
  const providers = problem.tables
    .providers(requirement.id)
    .filter((provider) => problem.reached.has(provider.candidate) && matches(requirement, provider))
  const inForce = by === undefined ? undefined : literalOf(problem, by)
  const guard = inForce === undefined ? [] : [negate(inForce)]
  if (requirement.conflict) {
    for (const { candidate } of providers) {
      if (candidate !== by) problem.pending.push(clauseOf(fact, [...guard, negate(literalOf(problem, candidate))]))
    }
    return
  }
  if (providers.some((provider) => provider.candidate === by)) return
  const ranked = providers.sort((a, b) => problem.compare(a, b, requirement, by === undefined))
  const asked = new Set(ranked.filter(isStrong).map(({ candidate }) => candidate))
  const standIns = new Set(ranked.map(({ candidate }) => candidate).filter((candidate) => !asked.has(candidate)))
  const strong = [...asked].map((candidate) => literalOf(problem, candidate))
  const weak = [...standIns].map((candidate) => standInLiteral(problem, candidate, by === undefined))
  const choices = [...strong, ...weak]
  addDemand(problem, { inForce, choices })
  problem.pending.push(clauseOf(fact, [...guard, ...choices]))
}

/** A name has one owner, and beside an owner nobody who merely provides it. */
function groundOwnership(problem: Problem, candidate: Candidate): void {
  const self = literalOf(problem, candidate)
  for (const provision of candidate.provisions) {
    for (const rival of problem.tables.providers(provision.name)) {
      if (rival === provision || !problem.reached.has(rival.candidate)) continue
      if (!owns(provision) && !owns(rival)) continue
      const same = rival.candidate === candidate
      if (!same && problem.grounded.has(rival.candidate)) continue
      const fact: Fact = { kind: 'owner', name: provision.name, first: candidate, second: rival.candidate }
      problem.pending.push(clauseOf(fact, [negate(self), negate(literalOf(problem, rival.candidate))]))
    }
  }
}
