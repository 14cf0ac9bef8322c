import { type Candidate, isStrong, matches, type Provider, type Requirement } from '../candidate.ts'
import type { Fact } from '../search/fact.ts'
import type { SolverTables } from '../tables.ts'
import type { ConflictFact, PackageName, Rejected, RequirementFact } from './conflict.ts'

/** Facts as plain data, in the order in which they are told: world, what follows from it, the clash. */
export function conflictFacts(
  tables: SolverTables,
  reached: { has(candidate: Candidate): boolean },
  facts: readonly Fact[],
): ConflictFact[] {
  const idle = new Set(facts.flatMap((fact) => (fact.kind === 'unselected' ? [fact.candidate] : [])))
  const scene: Scene = { tables, reached, idle }
  const told: ConflictFact[] = []
  for (const fact of inTellingOrder(facts)) {
    const merged = mergeable(told, tables, fact)
    if (merged !== undefined) told[told.indexOf(merged.before)] = merged.after
    else told.push(conflictFact(scene, fact))
  }
  return told
}

/** What is known beside the facts. */
interface Scene {
  readonly tables: SolverTables
  readonly reached: { has(candidate: Candidate): boolean }
  /** Packages that provide a name without version, and that nothing asks for. */
  readonly idle: ReadonlySet<Candidate>
}

function conflictFact(scene: Scene, fact: Fact): ConflictFact {
  const { tables } = scene
  switch (fact.kind) {
    case 'world':
      return { kind: 'world', ...requirementFact(scene, fact.requirement, undefined) }
    case 'depends':
      return {
        kind: 'depends',
        from: [packageName(tables, fact.candidate)],
        ...requirementFact(scene, fact.requirement, fact.candidate),
      }
    case 'owner': {
      const both = [...new Set([fact.first, fact.second])].map((candidate) => packageName(tables, candidate))
      return { kind: 'same-name', name: tables.names.text(fact.name), packages: both }
    }
    case 'unselected':
      return { kind: 'unselected', package: packageName(tables, fact.candidate) }
    case 'unasked':
      return { kind: 'unasked', package: packageName(tables, fact.candidate) }
    case 'closed-tag':
      return {
        kind: 'closed-tag',
        package: packageName(tables, fact.candidate),
        tags: tagNames(tables, fact.candidate),
      }
  }
}

/** Several versions of a package with the same requirement, and several packages after one name, are one fact to tell. */
function mergeable(
  told: readonly ConflictFact[],
  tables: SolverTables,
  fact: Fact,
): { before: ConflictFact; after: ConflictFact } | undefined {
  if (fact.kind === 'depends') {
    const name = packageName(tables, fact.candidate)
    for (const before of told) {
      if (
        before.kind !== 'depends' ||
        before.requirement !== fact.requirement.text ||
        before.from[0]!.name !== name.name
      )
        continue
      return { before, after: { ...before, from: [...before.from, name] } }
    }
  }
  if (fact.kind === 'owner') {
    const both = [fact.first, fact.second].map((candidate) => packageName(tables, candidate))
    for (const before of told) {
      if (before.kind !== 'same-name' || before.name !== tables.names.text(fact.name)) continue
      const added = both.filter(
        ({ name, version }) => !before.packages.some((p) => p.name === name && p.version === version),
      )
      return { before, after: { ...before, packages: [...before.packages, ...added] } }
    }
  }
  return undefined
}

/** Facts about a package come after the fact that leads to it. */
function inTellingOrder(facts: readonly Fact[]): Fact[] {
  const ordered: Fact[] = facts.filter((fact) => fact.kind === 'world')
  const open = facts.filter((fact) => fact.kind === 'depends')
  for (let i = 0; i < ordered.length; i++) {
    const fact = ordered[i]!
    if (fact.kind !== 'world' && fact.kind !== 'depends') continue
    const follows = open.filter((next) =>
      next.candidate.provisions.some((provider) => provider.name === fact.requirement.id),
    )
    for (const next of follows) open.splice(open.indexOf(next), 1)
    ordered.splice(i + 1, 0, ...follows)
  }
  return [...ordered, ...open, ...facts.filter((fact) => fact.kind !== 'world' && fact.kind !== 'depends')]
}

function requirementFact(scene: Scene, requirement: Requirement, by: Candidate | undefined): RequirementFact {
  const { tables } = scene
  const candidates: PackageName[] = []
  const rejected: Rejected[] = []
  for (const provider of tables.providers(requirement.id)) {
    if (provider.candidate === by && requirement.conflict) continue
    const name = packageName(tables, provider.candidate)
    const because = rejection(scene, requirement, provider)
    if (because === undefined) candidates.push(name)
    else if (!requirement.conflict) rejected.push({ ...name, ...because })
  }
  return { requirement: requirement.text, conflict: requirement.conflict, candidates, rejected }
}

function rejection(
  { tables, reached, idle }: Scene,
  requirement: Requirement,
  provider: Provider,
): Pick<Rejected, 'because' | 'detail'> | undefined {
  const { candidate } = provider
  if (candidate.uninstallable !== undefined) return { because: 'uninstallable', detail: candidate.uninstallable }
  if (!matches(requirement, provider)) return { because: 'version', detail: provider.version }
  if (!reached.has(candidate)) return { because: 'tag', detail: tagNames(tables, candidate)[0] ?? '' }
  if (!isStrong(provider) && idle.has(candidate)) return { because: 'unversioned', detail: candidate.record.name }
  return undefined
}

export function packageName(tables: SolverTables, candidate: Candidate): PackageName {
  const { name, version } = candidate.record
  return { name, version, repository: tables.repositories[candidate.repositories[0] ?? -1]?.name ?? 'installed' }
}

function tagNames(tables: SolverTables, candidate: Candidate): string[] {
  return tables.tags.filter((tag, bit) => tag !== '' && ((candidate.tags >> bit) & 1) === 1)
}
