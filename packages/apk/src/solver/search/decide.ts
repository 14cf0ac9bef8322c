import { compareVersions } from '../../version/compare.ts'
import { type Candidate, matches, type Provider, type Requirement } from '../candidate.ts'
import { providersByName } from '../support.ts'
import type { Activity } from './activity.ts'
import type { Literal } from './clause.ts'
import { type Demand, literalOf, type Problem } from './problem.ts'
import { conditionalCandidates } from './reach.ts'

/**
 * The best choice that the first open requirement leaves, or undefined when all requirements are met. What only a stand-in
 * could meet comes last, for something else may still bring that stand-in. With `activity` the requirement that took part in
 * most dead ends comes first.
 */
export function nextChoice(problem: Problem, activity: Activity | undefined): Literal | undefined {
  let first: Literal | undefined
  let last: Literal | undefined
  let highest = -1
  for (const { demand, choice } of openDemands(problem)) {
    if (problem.candidates[choice >> 1] === undefined) {
      last ??= choice
      continue
    }
    if (activity === undefined) return choice
    const score = activity.of(demand.choices)
    if (score <= highest) continue
    highest = score
    first = choice
  }
  return first ?? last ?? nextSupport(problem)
}

function nextSupport(problem: Problem): Literal | undefined {
  for (const demand of problem.supportDemands) {
    if (problem.trail.value(demand.inForce!) <= 0) continue
    const choice = openChoice(problem, demand)
    if (choice !== undefined) return choice
  }
  return undefined
}

/** Requirements in force that are not met, with the best choice that each leaves; those of the world first. */
function* openDemands(problem: Problem): Generator<{ demand: Demand; choice: Literal }> {
  const { trail, demandsOfWorld, demandsOf } = problem
  for (const demand of demandsOfWorld) {
    const choice = openChoice(problem, demand)
    if (choice !== undefined) yield { demand, choice }
  }
  let allMet = true
  for (let i = trail.metUpTo; i < trail.literals.length; i++) {
    for (const demand of demandsOf.get(trail.literals[i]!) ?? []) {
      const choice = openChoice(problem, demand)
      if (choice === undefined) continue
      allMet = false
      yield { demand, choice }
    }
    if (allMet) trail.metUpTo = i + 1
  }
}

function openChoice({ trail }: Problem, { choices }: Demand): Literal | undefined {
  let open: Literal | undefined
  for (const literal of choices) {
    const value = trail.value(literal)
    if (value > 0) return undefined
    if (value === 0) open ??= literal
  }
  return open
}

/** A package whose `install_if` the chosen packages meet; what can no longer be chosen is left out. */
export function nextPulledIn(problem: Problem, chosen: readonly Candidate[]): Literal | undefined {
  const { tables, trail, reached } = problem
  const present = providersByName(chosen)
  for (const bringer of chosen) {
    let best: Candidate | undefined
    for (const candidate of conditionalCandidates(tables, bringer)) {
      if (!reached.has(candidate) || trail.value(literalOf(problem, candidate)) !== 0) continue
      if (!candidate.installIf.every((condition) => isMet(condition, present, candidate))) continue
      if (best === undefined || isBetter(candidate, best)) best = candidate
    }
    if (best !== undefined) return literalOf(problem, best)
  }
  return undefined
}

function isBetter(a: Candidate, b: Candidate): boolean {
  return a.name === b.name && compareVersions(a.record.version, b.record.version) > 0
}

function isMet(requirement: Requirement, present: ReadonlyMap<number, readonly Provider[]>, by: Candidate): boolean {
  const providers = present.get(requirement.id) ?? []
  if (requirement.conflict)
    return !providers.some((provider) => provider.candidate !== by && matches(requirement, provider))
  return providers.some((provider) => matches(requirement, provider))
}
