import { type Candidate, isStrong, matches, type Provider } from '../candidate.ts'
import { askersByName } from './askers.ts'
import { clauseOf, type Literal, negate } from './clause.ts'
import { literalOf, type Problem, type StandIn } from './problem.ts'

/** "If this stand-in counts, something that asks for the package itself is chosen." */
export function groundStandIn(problem: Problem, { candidate, forWorld, literal }: StandIn): void {
  if (!forWorld && candidate.installIf.length > 0) return
  if (isWanted(problem, candidate, isStrong)) return
  const fact = { kind: 'unselected', candidate } as const
  problem.pending.push(clauseOf(fact, [negate(literal), ...askers(problem, candidate, isStrong)]))
}

/** "If a package is chosen, so is one that asks for it", for every package that only requirements can bring. */
export function groundSupport(problem: Problem): void {
  const anyName = (): boolean => true
  for (const candidate of problem.reached.keys()) {
    if (candidate.installIf.length > 0 || isWanted(problem, candidate, anyName)) continue
    const self = literalOf(problem, candidate)
    const others = askers(problem, candidate, anyName).filter((literal) => literal !== self)
    problem.pending.push(clauseOf({ kind: 'unasked', candidate }, [negate(self), ...others]))
  }
}

/** The world asks for the package. */
function isWanted(problem: Problem, candidate: Candidate, accept: (provider: Provider) => boolean): boolean {
  return candidate.provisions.some(
    (provider) =>
      accept(provider) &&
      problem.world.some(
        (requirement) => !requirement.conflict && requirement.id === provider.name && matches(requirement, provider),
      ),
  )
}

function askers(problem: Problem, candidate: Candidate, accept: (provider: Provider) => boolean): Literal[] {
  const found: Literal[] = []
  for (const provider of candidate.provisions) {
    if (!accept(provider)) continue
    for (const { asker, requirement } of askersByName(problem).get(provider.name) ?? []) {
      if (matches(requirement, provider)) found.push(literalOf(problem, asker))
    }
  }
  return found
}
