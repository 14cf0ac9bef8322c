import { type Candidate, isStrong } from '../candidate.ts'
import { meeting, providersByName, type Support } from '../support.ts'
import { allowedTags } from '../verify.ts'
import { type Clause, clauseOf, type Literal, negate } from './clause.ts'
import type { Fact } from './fact.ts'
import { literalOf, type Problem } from './problem.ts'
import { Sought } from './sought.ts'

/**
 * Chosen packages must be there for a reason that leads back to the world: packages that only want each other do not count,
 * nor does a stand-in that nothing else wants; and a closed tag must be opened by such a chain. Returns clauses that rule
 * out the offences (loop formulas); none when all is well.
 */
export function missingSupport(problem: Problem, chosen: readonly Candidate[], support: Support): Clause[] {
  problem.supportDemands.length = 0
  const floating = new Set(chosen.filter((candidate) => !support.founded.has(candidate)))
  const clauses = idleStandIns(problem, support, floating)
  if (clauses.length > 0) return clauses
  const other = unfounded(problem, support, floating) ?? closedTag(problem, support)
  return other === undefined ? [] : [other]
}

/** Stand-ins for mere names that nothing else wants. */
function idleStandIns(problem: Problem, support: Support, floating: ReadonlySet<Candidate>): Clause[] {
  const clauses: Clause[] = []
  for (const { candidate, forWorld, literal } of problem.standIns) {
    if (problem.trail.value(literal) <= 0 || support.askedFor.has(candidate)) continue
    if (!forWorld && support.pulledIn.has(candidate)) continue
    const sought = new Sought(problem, support)
    sought.askersOf(candidate, isStrong)
    if (!forWorld) sought.completionsOf(candidate)
    for (const member of floating) sought.supportersOf(member)
    clauses.push(demand(problem, { kind: 'unselected', candidate }, literal, sought.close()))
  }
  return clauses
}

/** A requirement that only packages without foundation meet. */
function unfounded(problem: Problem, support: Support, floating: ReadonlySet<Candidate>): Clause | undefined {
  if (floating.size === 0) return undefined
  const dropped = providersByName(floating)
  const requirements = [...problem.world, ...[...support.founded].flatMap((candidate) => candidate.depends)]
  for (const requirement of requirements) {
    if (requirement.conflict || meeting(requirement, support.present).length > 0) continue
    const offender = meeting(requirement, dropped)[0]!.candidate
    const sought = new Sought(problem, support)
    for (const member of floating) sought.supportersOf(member)
    return demand(problem, { kind: 'unasked', candidate: offender }, literalOf(problem, offender), sought.close())
  }
  return undefined
}

/** A package that is listed only under tags which nothing opens for it. */
function closedTag(problem: Problem, support: Support): Clause | undefined {
  const { tables, world } = problem
  if (tables.tags.length === 1) return undefined
  const chosen = [...support.founded]
  const allowed = allowedTags(tables, world, chosen)
  const isClosed = (candidate: Candidate): boolean =>
    !candidate.installed && (candidate.tags & allowed.get(candidate)!) === 0
  const offender = chosen.find(isClosed)
  if (offender === undefined) return undefined
  const sought = new Sought(problem, support)
  for (const member of chosen) if ((offender.tags & allowed.get(member)!) === 0) sought.openersOf(member)
  return demand(problem, { kind: 'closed-tag', candidate: offender }, literalOf(problem, offender), sought.literals)
}

/** "If `head`, then one of these", as something to decide on. */
function demand(problem: Problem, fact: Fact, head: Literal, supporters: Iterable<Literal>): Clause {
  const literals = [...supporters]
  const choices = literals.filter((literal) => (literal & 1) === 0)
  if (choices.length > 0) problem.supportDemands.push({ inForce: head, choices })
  return clauseOf(fact, [negate(head), ...literals])
}
