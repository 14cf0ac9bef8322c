import { parseDependency } from '../../dependency/dependency.ts'
import { satisfies } from '../../dependency/satisfies.ts'
import { compareVersions } from '../../version/compare.ts'
import { FOREIGN } from '../lazy-candidate.ts'
import type { SolverTables } from '../tables.ts'
import type { ConflictFact, Rejected, RequirementFact } from './conflict.ts'
import { list } from './describe.ts'
import { nearestNames } from './nearest.ts'

/** Indexes that the solver was not asked to use: of another architecture, of another release. */
export interface Elsewhere {
  /** How messages name it, such as `aarch64`. */
  readonly label: string
  readonly tables: SolverTables
}

/** What can be done about a conflict, one sentence each. */
export function suggest(
  tables: SolverTables,
  facts: readonly ConflictFact[],
  elsewhere: readonly Elsewhere[],
): string[] {
  const unmet = facts.find((fact) => isUnmet(fact))
  if (unmet !== undefined) return suggestForUnmet(tables, unmet, elsewhere)
  const unselected = facts.flatMap((fact) => (fact.kind === 'unselected' ? [fact.package.name] : []))
  const closed = facts.find((fact) => fact.kind === 'closed-tag')
  if (closed !== undefined) return [`Ask for ${closed.package.name}@${closed.tags[0]} to open that repository for it.`]
  const asked = facts.flatMap((fact) => (fact.kind === 'world' ? [fact.requirement] : []))
  if (asked.length > 1) {
    return unselected.length > 0
      ? [`Leave out ${either(asked)}, ask for other versions, or ask for ${either(unselected)} by name.`]
      : [`Leave out ${either(asked)}, or ask for other versions.`]
  }
  return unselected.length > 0
    ? [`Ask for ${either(unselected)} by name.`]
    : [`Ask for another version of ${asked[0] ?? 'one of them'}.`]
}

/** The fact whose requirement nothing satisfies, if there is one. */
function isUnmet(fact: ConflictFact): fact is ConflictFact & RequirementFact & { kind: 'world' | 'depends' } {
  return (fact.kind === 'world' || fact.kind === 'depends') && !fact.conflict && fact.candidates.length === 0
}

function suggestForUnmet(
  tables: SolverTables,
  fact: RequirementFact & { readonly kind: 'world' | 'depends' },
  elsewhere: readonly Elsewhere[],
): string[] {
  const { name } = parseDependency(fact.requirement)
  const suggestions: string[] = []
  const tagged = fact.rejected.find((rejected) => rejected.because === 'tag')
  if (tagged !== undefined) suggestions.push(`Ask for ${tagged.name}@${tagged.detail} to open that repository for it.`)
  const standIns = fact.rejected
    .filter((rejected) => rejected.because === 'unversioned')
    .map((rejected) => rejected.name)
  if (standIns.length > 0) suggestions.push(`Ask for ${either(standIns)} as well.`)
  const outdated = fact.rejected.filter((rejected) => rejected.because === 'version' && rejected.detail !== '')
  if (outdated.length > 0 && fact.kind === 'world') {
    const best = outdated.reduce((a, b) => (compareVersions(a.detail, b.detail) >= 0 ? a : b))
    const kin = kindred(fact.requirement, outdated)
    suggestions.push(
      kin === undefined
        ? `Ask for ${name} in any version, or for ${name}=${best.detail}.`
        : `Ask for ${kin} to take whichever release of it there is, or for ${name} in any version.`,
    )
  }
  const places = elsewhere.filter((place) => offers(place.tables, name)).map((place) => place.label)
  if (places.length > 0) suggestions.push(`It exists in ${list(places)}.`)
  if (fact.rejected.length === 0) {
    const near = nearestNames(tables, name)
    if (near.length > 0) suggestions.push(`Did you mean ${either(near)}?`)
    else if (places.length === 0) suggestions.push(`Add a repository that has ${name}, or leave out what needs it.`)
  }
  if (suggestions.length === 0) {
    const foreign = fact.rejected.some(
      ({ because, detail }) => because === 'uninstallable' && detail.startsWith(FOREIGN),
    )
    suggestions.push(
      foreign
        ? `Give the index for ${tables.arch}, or ask for another architecture.`
        : `Add a repository that has ${fact.requirement}, or leave out what needs it.`,
    )
  }
  return suggestions
}

/** `name~1.24.0` for `name=1.24.0` or `name=1.24.0-r1`, where a release of that version is among the offers. */
function kindred(requirement: string, offers: readonly Rejected[]): string | undefined {
  const { name, op, version, tag } = parseDependency(requirement)
  if (op !== '=' || version === undefined) return undefined
  const fuzzy = `${name}${tag === undefined ? '' : `@${tag}`}~${version.replace(/-r[0-9]+$/, '')}`
  return offers.some(({ detail }) => satisfies(detail, fuzzy)) ? fuzzy : undefined
}

function offers(tables: SolverTables, name: string): boolean {
  const id = tables.names.find(name)
  return id !== undefined && tables.providers(id).some(({ candidate }) => candidate.uninstallable === undefined)
}

function either(items: readonly string[]): string {
  return list(items).replace(/ and (?!.* and )/, ' or ')
}
