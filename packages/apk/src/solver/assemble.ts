import { type Candidate, matches, type Requirement } from './candidate.ts'
import type { Found } from './found.ts'
import type { Choices } from './install-order.ts'
import type { Edge, Reason, Solution, SolvedPackage } from './solution.ts'
import type { SolverTables } from './tables.ts'
import { allowedTags } from './verify.ts'
import { why } from './why.ts'

/** Turns chosen candidates into the solution that callers see: reasons, repositories, graph. */
export function assemble(
  tables: SolverTables,
  world: readonly Requirement[],
  found: Found,
  leftOut: readonly string[],
): Solution {
  const tags = allowedTags(tables, world, found.order)
  const reasons = collectReasons(world, found)
  const packages = found.order.map((candidate) =>
    solvedPackage(tables, candidate, tags.get(candidate) ?? 1, reasons.get(candidate) ?? []),
  )
  const byName = new Map(packages.map((solved) => [solved.name, solved]))
  const byCandidate = new Map(found.order.map((candidate, i) => [candidate, packages[i]!]))
  const find = (name: string): SolvedPackage | undefined => {
    const own = byName.get(name)
    if (own !== undefined) return own
    const id = tables.names.find(name)
    const provider = id === undefined ? undefined : found.choices.get(id)
    return provider === undefined ? undefined : byCandidate.get(provider.candidate)
  }
  let graph: readonly Edge[] | undefined
  return {
    arch: tables.arch,
    world: world.map((requirement) => requirement.text),
    packages,
    get graph(): readonly Edge[] {
      graph ??= packages.flatMap((solved) => solved.reasons.map((reason): Edge => ({ ...reason, to: solved.name })))
      return graph
    },
    greedy: found.greedy,
    leftOut,
    find,
    why: (name) => why(packages, find, name),
  }
}

function collectReasons(world: readonly Requirement[], found: Found): Map<Candidate, Reason[]> {
  const { order, choices } = found
  const chosen = new Set(order)
  const reasons = new Map<Candidate, Reason[]>(order.map((candidate) => [candidate, []]))
  const note = (requirement: Requirement, kind: Reason['kind'], from: string | undefined): void => {
    const provider = choices.get(requirement.id)
    if (requirement.conflict || provider === undefined || !chosen.has(provider.candidate)) return
    reasons.get(provider.candidate)!.push({ from, kind, requirement: requirement.text })
  }
  for (const requirement of world) note(requirement, 'world', undefined)
  for (const candidate of order) {
    for (const requirement of candidate.depends) note(requirement, 'depends', candidate.record.name)
  }
  for (const candidate of order) {
    if (candidate.installIf.length === 0) continue
    const met = candidate.installIf.map((requirement) => meets(requirement, choices, chosen))
    if (met.some((meeting) => meeting === false)) continue
    candidate.installIf.forEach((requirement, i) => {
      const meeting = met[i]
      if (meeting)
        reasons.get(candidate)!.push({ from: meeting.record.name, kind: 'install_if', requirement: requirement.text })
    })
  }
  return reasons
}

/** The candidate that meets a condition, undefined for one met by absence, false for one that is not met. */
function meets(
  requirement: Requirement,
  choices: Choices,
  chosen: ReadonlySet<Candidate>,
): Candidate | undefined | false {
  const provider = choices.get(requirement.id)
  const present = provider !== undefined && chosen.has(provider.candidate) && matches(requirement, provider)
  if (requirement.conflict) return present ? false : undefined
  return present ? provider.candidate : false
}

function solvedPackage(
  tables: SolverTables,
  candidate: Candidate,
  allowedTags: number,
  reasons: Reason[],
): SolvedPackage {
  const { record } = candidate
  const repository =
    candidate.repositories.find((index) => isAllowed(tables, index, allowedTags)) ?? candidate.repositories[0] ?? -1
  const listed = tables.repositories[repository]
  const solved: SolvedPackage = {
    name: record.name,
    version: record.version,
    record,
    repository,
    repositoryName: listed?.name ?? 'installed',
    reasons,
  }
  return listed?.tag === undefined ? solved : { ...solved, tag: listed.tag }
}

function isAllowed(tables: SolverTables, repository: number, allowedTags: number): boolean {
  const bit = tables.tags.indexOf(tables.repositories[repository]!.tag ?? '')
  return ((allowedTags >> bit) & 1) === 1
}
