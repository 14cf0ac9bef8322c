import { parseDependency } from '../../dependency/dependency.ts'
import type { Conflict, ConflictFact, PackageName, RequirementFact } from './conflict.ts'

const SHOWN = 4

/** The facts of a conflict as sentences, one each. */
export function describeConflict(conflict: Conflict): string[] {
  return conflict.facts.filter((fact) => !isTold(conflict, fact)).map(describeFact)
}

/** A stand-in that the requirement before it already names. */
function isTold({ facts }: Conflict, fact: ConflictFact): boolean {
  if (fact.kind !== 'unselected') return false
  return facts.some(
    (other) =>
      (other.kind === 'world' || other.kind === 'depends') &&
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
      return `${label(fact.package)} ${STAND_IN}, and nothing does.`
    case 'closed-tag':
      return `${label(fact.package)} is only in a repository tagged ${list(fact.tags.map((tag) => `@${tag}`))}, which your request does not open.`
  }
}

function describeDependency(from: readonly PackageName[], fact: RequirementFact): string {
  const [first] = from
  const who = from.length === 1 ? label(first!) : `${first!.name} (${versions(from)})`
  if (fact.conflict) return `${who} cannot be installed together with ${unless(fact)} (it says ${fact.requirement}).`
  const needs = from.length === 1 ? 'needs' : 'needs, in each of these versions,'
  return `${who} ${needs} ${fact.requirement}${answer(fact)}`
}

/** What there is for a requirement, as the end of a sentence. */
function answer({ requirement, candidates, rejected }: RequirementFact): string {
  const { name } = parseDependency(requirement)
  if (candidates.length > 0) {
    const only = candidates.length === 1 ? 'only ' : ''
    if (candidates.every((candidate) => candidate.name === name)) {
      return candidates.length === 1 && requirement === name
        ? ` (${candidates[0]!.version} in ${candidates[0]!.repository}).`
        : `, which ${only}${versions(candidates)} ${candidates.length === 1 ? 'fits' : 'fit'}.`
    }
    return `, which ${only}${list(candidates.map(label))} ${candidates.length === 1 ? 'provides' : 'provide'}.`
  }
  if (rejected.length === 0) return ', but nothing of that name exists in the repositories.'
  const offers = rejected.map((offer) => rejectedText(name, offer))
  return `, but ${list(offers)}.`
}

const STAND_IN = 'provides the name without a version and is installed only when something asks for it by its own name'

function rejectedText(name: string, rejected: RequirementFact['rejected'][number]): string {
  switch (rejected.because) {
    case 'version':
      if (rejected.detail === '') return `${label(rejected)} provides it without a version`
      if (rejected.name === name) return `there is only ${label(rejected)}`
      return `${label(rejected)} provides it as ${rejected.detail}`
    case 'unversioned':
      return `${label(rejected)} ${STAND_IN}`
    case 'tag':
      return `${label(rejected)} is only in the repository tagged @${rejected.detail}`
    case 'uninstallable':
      return `${label(rejected)} cannot be installed: ${rejected.detail}`
  }
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
