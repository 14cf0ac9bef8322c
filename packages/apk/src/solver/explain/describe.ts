import { parseDependency } from '../../dependency/dependency.ts'
import type { Conflict, ConflictFact, PackageName, Rejected, RequirementFact } from './conflict.ts'

const SHOWN = 4

/** The facts of a conflict as sentences, one each. */
export function describeConflict(conflict: Conflict): string[] {
  return conflict.facts.filter((fact) => !isTold(conflict, fact)).map(describeFact)
}

/** A stand-in that the requirement before it already names, as it does where nothing else would do. */
function isTold({ facts }: Conflict, fact: ConflictFact): boolean {
  if (fact.kind !== 'unselected') return false
  return facts.some(
    (other) =>
      (other.kind === 'world' || other.kind === 'depends') &&
      other.candidates.length === 0 &&
      other.rejected.some(({ because, name }) => because === 'unversioned' && name === fact.package.name),
  )
}

function describeFact(fact: ConflictFact): string {
  switch (fact.kind) {
    case 'world':
      return fact.conflict
        ? `You asked that ${unless(fact)} be left out (${fact.requirement}).`
        : `You asked for ${fact.requirement}${answer(fact)}`
    case 'depends':
      return describeDependency(fact.from, fact)
    case 'same-name':
      return describeSameName(fact.name, fact.packages)
    case 'unselected':
      return `${label(fact.package)}, which provides a name without a version, is installed only when something asks for ${fact.package.name} itself, and nothing does.`
    case 'unasked':
      return `Nothing that can be installed asks for ${label(fact.package)}.`
    case 'closed-tag':
      return `${label(fact.package)} is only in a repository tagged ${list(fact.tags.map((tag) => `@${tag}`))}, which your request does not open.`
  }
}

function describeDependency(from: readonly PackageName[], fact: RequirementFact): string {
  const [first] = from
  const who = from.length === 1 ? label(first!) : `${first!.name}, in versions ${versions(from)} alike,`
  if (fact.conflict) return `${who} cannot be installed together with ${unless(fact)} (it says ${fact.requirement}).`
  return `${who} needs ${fact.requirement}${answer(fact)}`
}

/** What there is for a requirement, as the end of a sentence. */
function answer({ requirement, candidates, rejected }: RequirementFact): string {
  const { name } = parseDependency(requirement)
  const [only] = candidates
  if (only === undefined) return rejected.length === 0 ? MISSING : `, but ${rejectedTexts(name, rejected)}.`
  if (candidates.some((candidate) => candidate.name !== name)) {
    return candidates.length === 1
      ? `, which only ${label(only)} provides.`
      : `, which ${list(candidates.map(label))} provide.`
  }
  if (candidates.length > 1) return `, of which ${versions(candidates)} would do.`
  return requirement === name || requirement === `${name}=${only.version}`
    ? ` (${only.version} in ${only.repository}).`
    : `, which only ${only.version} fits.`
}

const MISSING = ', but nothing of that name exists in the repositories.'

/** Offers that do not count, those with one reason in one clause. */
function rejectedTexts(name: string, rejected: RequirementFact['rejected']): string {
  const by = (because: Rejected['because']): Rejected[] => rejected.filter((offer) => offer.because === because)
  const versioned = by('version')
  const named = versioned.filter((offer) => offer.name === name)
  const clauses: string[] = []
  if (named.length > 0) clauses.push(`${name} exists only as ${versions(named)}`)
  for (const offer of versioned.filter((other) => other.name !== name)) {
    clauses.push(`${label(offer)} provides it ${offer.detail === '' ? 'without a version' : `as ${offer.detail}`}`)
  }
  const idle = by('unversioned')
  if (idle.length > 0) {
    clauses.push(
      idle.length === 1
        ? `${label(idle[0]!)}, which provides that name without a version, is installed only when something asks for ${idle[0]!.name} itself`
        : `${list(idle.map(label))}, which provide that name without a version, are installed only when something asks for them by their own names`,
    )
  }
  for (const offer of by('tag')) clauses.push(`${label(offer)} is only in the repository tagged @${offer.detail}`)
  for (const offer of by('uninstallable')) clauses.push(`${label(offer)} cannot be installed: ${offer.detail}`)
  return list(clauses)
}

function describeSameName(name: string, packages: readonly PackageName[]): string {
  if (packages.length === 1) return `${label(packages[0]!)} provides ${name} twice, and so contradicts itself.`
  if (packages.every((entry) => entry.name === packages[0]!.name)) {
    return `Only one version of ${packages[0]!.name} can be installed, not ${list(packages.map((entry) => entry.version))} at once.`
  }
  return `${list(packages.map(label))} all provide ${name}, and only one package may.`.replace(
    /^(\S+ \S+ and \S+ \S+) all /,
    '$1 both ',
  )
}

/** What a conflict entry rules out. */
function unless(fact: RequirementFact): string {
  return fact.candidates.length === 1 ? label(fact.candidates[0]!) : fact.requirement.slice(1)
}

function label({ name, version }: PackageName): string {
  return `${name} ${version}`
}

function versions(packages: readonly PackageName[]): string {
  return list(packages.map((entry) => entry.version))
}

/** `a`, `a and b`, `a, b and c`, `a, b, c, d and 7 more`. */
export function list(items: readonly string[]): string {
  const distinct = [...new Set(items)]
  const shown = distinct.slice(0, distinct.length > SHOWN + 1 ? SHOWN : SHOWN + 1)
  if (distinct.length > shown.length) shown.push(`${distinct.length - shown.length} more`)
  return shown.length < 2 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}
