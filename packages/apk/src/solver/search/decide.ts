import { compareVersions } from '../../version/compare.ts'
import { type Candidate, matches, type Provider, type Requirement } from '../candidate.ts'
import { providersByName } from '../support.ts'
import type { Literal } from './clause.ts'
import { literalOf, type Problem } from './problem.ts'
import { conditionalCandidates } from './reach.ts'

/** The best choice that the first open requirement leaves, or undefined when all requirements are met. */
export function nextChoice(problem: Problem): Literal | undefined {
  const { trail } = problem
  for (const { inForce, choices } of problem.demands) {
    if (inForce !== undefined && trail.value(inForce) <= 0) continue
    if (choices.some((literal) => trail.value(literal) > 0)) continue
    const choice = choices.find((literal) => trail.value(literal) === 0)
    if (choice !== undefined) return choice
  }
  return undefined
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
