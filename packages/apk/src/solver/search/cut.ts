import { type Candidate, isStrong, matches, type Provider } from '../candidate.ts'
import { meeting, providersByName, type Support, unmetCondition } from '../support.ts'
import { allowedTags } from '../verify.ts'
import { type Clause, clauseOf, type Literal, negate } from './clause.ts'
import type { Fact } from './fact.ts'
import { literalOf, type Problem } from './problem.ts'

/**
 * Chosen packages must be there for a reason that leads back to the world: packages that only want each other do not count,
 * nor does a stand-in that nothing else wants; and a closed tag must be opened by such a chain. Returns a clause that rules
 * out the first offence (a loop formula), undefined when there is none.
 */
export function missingSupport(problem: Problem, chosen: readonly Candidate[], support: Support): Clause | undefined {
  const floating = new Set(chosen.filter((candidate) => !support.founded.has(candidate)))
  return idleStandIn(problem, support, floating) ?? unfounded(problem, support, floating) ?? closedTag(problem, support)
}

/** A stand-in for a mere name that nothing else wants. */
function idleStandIn(problem: Problem, support: Support, floating: ReadonlySet<Candidate>): Clause | undefined {
  for (const { candidate, forWorld, literal } of problem.standIns) {
    if (problem.trail.value(literal) <= 0 || support.askedFor.has(candidate)) continue
    if (!forWorld && support.pulledIn.has(candidate)) continue
    const supporters = [...askers(problem, [candidate], support, isStrong), ...foundations(problem, floating, support)]
    if (!forWorld) supporters.push(...completions(problem, candidate, floating, support))
    return demand(problem, { kind: 'unselected', candidate }, literal, supporters)
  }
  return undefined
}

/** A requirement that only packages without foundation meet. */
function unfounded(problem: Problem, support: Support, floating: ReadonlySet<Candidate>): Clause | undefined {
  if (floating.size === 0) return undefined
  const dropped = providersByName(floating)
  const requirements = [...problem.world, ...[...support.founded].flatMap((candidate) => candidate.depends)]
  for (const requirement of requirements) {
    if (requirement.conflict || meeting(requirement, support.present).length > 0) continue
    const offender = meeting(requirement, dropped)[0]!.candidate
    const fact: Fact = { kind: 'unselected', candidate: offender }
    return demand(problem, fact, literalOf(problem, offender), foundations(problem, floating, support))
  }
  return undefined
}

/** What could give one of the floating packages a foundation. */
function foundations(problem: Problem, floating: ReadonlySet<Candidate>, support: Support): Literal[] {
  const found = askers(problem, floating, support, () => true)
  for (const member of floating) found.push(...completions(problem, member, floating, support))
  return found
}

/** A package that is listed only under tags which nothing opens for it. */
function closedTag(problem: Problem, support: Support): Clause | undefined {
  const { tables, world, reached } = problem
  if (tables.tags.length === 1) return undefined
  const chosen = [...support.founded]
  const allowed = allowedTags(tables, world, chosen)
  const offender = chosen.find((candidate) => !candidate.installed && (candidate.tags & allowed.get(candidate)!) === 0)
  if (offender === undefined) return undefined
  const closed = chosen.filter((candidate) => (offender.tags & allowed.get(candidate)!) === 0)
  const openers = askers(problem, closed, support, () => true)
  for (const pulled of closed) {
    for (const condition of pulled.installIf) {
      for (const { candidate } of tables.providers(condition.id)) {
        if (reached.has(candidate) && !support.founded.has(candidate)) openers.push(literalOf(problem, candidate))
      }
    }
  }
  return demand(problem, { kind: 'closed-tag', candidate: offender }, literalOf(problem, offender), openers)
}

/** "If `head`, then one of these", as something to decide on. */
function demand(problem: Problem, fact: Fact, head: Literal, supporters: readonly Literal[]): Clause {
  problem.demands.push({ inForce: head, choices: supporters.filter((literal) => (literal & 1) === 0) })
  return clauseOf(fact, [negate(head), ...supporters])
}

/** Packages outside the foundation that ask for one of the targets. */
function askers(
  problem: Problem,
  targets: Iterable<Candidate>,
  support: Support,
  accept: (provider: Provider) => boolean,
): Literal[] {
  const wanted = providersByName([...targets])
  const found: Literal[] = []
  for (const candidate of problem.reached.keys()) {
    const literal = literalOf(problem, candidate)
    if (problem.trail.value(literal) > 0) continue
    const asks = candidate.depends.some(
      (requirement) =>
        !requirement.conflict && meeting(requirement, wanted).some(accept) && !support.founded.has(candidate),
    )
    if (asks) found.push(literal)
  }
  return found
}

/** Literals of which one must hold before the unmet condition of a package's `install_if` is met. */
function completions(
  problem: Problem,
  member: Candidate,
  floating: ReadonlySet<Candidate>,
  support: Support,
): Literal[] {
  if (member.installIf.every((condition) => condition.conflict)) return []
  const condition = unmetCondition(member, support.founded, support.present)
  if (condition === undefined) return []
  if (condition.conflict) {
    const breaking = meeting(condition, support.present).find((provider) => provider.candidate !== member)!
    return [negate(literalOf(problem, breaking.candidate))]
  }
  return problem.tables
    .providers(condition.id)
    .filter((provider) => problem.reached.has(provider.candidate) && !floating.has(provider.candidate))
    .filter((provider) => matches(condition, provider))
    .map((provider) => literalOf(problem, provider.candidate))
}
