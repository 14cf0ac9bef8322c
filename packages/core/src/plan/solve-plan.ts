import {
  type ArchitectureDifference,
  compareNames,
  type Index,
  type Solution,
  type SolvedPackage,
  type SolverRepository,
  solve,
  solveJointly,
} from '@nacre/apk'
import { requestedPackages, worldLists } from '../install/world.ts'
import { profiles } from '../profile.ts'
import { loadKeyring } from '../repositories/keyring.ts'
import { type OpenRepository, openRepositories } from '../repositories/open.ts'
import type { ArchitecturePlan } from './plan.ts'
import type { PlanInput } from './plan-input.ts'
import type { PlannedPackage } from './planned-package.ts'

/** What was resolved, and what is not the same on every architecture. */
export interface SolvedPlan {
  readonly plans: readonly ArchitecturePlan[]
  readonly differences: readonly ArchitectureDifference[]
}

/** The indexes of one architecture, read. */
interface Offer {
  readonly arch: string
  readonly opened: readonly OpenRepository[]
  readonly repositories: readonly SolverRepository[]
  readonly keys: ReadonlyMap<string, string>
}

/**
 * Resolves a definition for all architectures together, so that what was asked for is the same everywhere.
 *
 * @throws SolverError, ApkError, ImageError
 */
export async function solvePlan(
  input: PlanInput & { readonly mayDiffer: boolean | readonly string[] },
): Promise<SolvedPlan> {
  const { definition, services, mayDiffer, onEvent } = input
  const { resolver } = profiles[definition.profile]
  const offers: Offer[] = []
  for (const { apk } of input.architectures) offers.push(await readOffer(input, apk))
  const verb = services.signal === undefined ? {} : { signal: services.signal }
  const { solutions, differences } = solveJointly({
    world: requestedPackages(definition),
    arches: offers,
    order: resolver,
    mayDiffer,
    ...verb,
  })
  const plans = offers.map((offer, i): ArchitecturePlan => {
    const solution = solutions[i]!
    const packages = plannedPackages(installOrder(input, offer, solution), offer)
    const bytes = packages.reduce((sum, { record }) => sum + record.size, 0)
    onEvent?.({ kind: 'resolved', arch: offer.arch, packages: packages.length, bytes })
    return { arch: offer.arch, packages, solution, locked: false, keys: offer.keys }
  })
  return { plans, differences }
}

/**
 * What to install, in order. apko resolves twice: the second time every package of the first is asked for in its version, one
 * architecture by itself, and that order is the one that counts (apko 1.2, pkg/build/lock.go).
 */
function installOrder({ definition, services }: PlanInput, offer: Offer, solution: Solution): readonly SolvedPackage[] {
  const profile = profiles[definition.profile]
  if (profile.resolver !== 'apko') return solution.packages
  const { world } = worldLists(definition, plannedPackages(solution.packages, offer), profile)
  const { signal } = services
  const { arch, repositories } = offer
  return solve({ world, repositories, arch, order: 'apko', ...(signal === undefined ? {} : { signal }) }).packages
}

function plannedPackages(solved: readonly SolvedPackage[], { opened }: Offer): PlannedPackage[] {
  return solved.map(({ name, version, record, repository, tag }) => ({
    name,
    version,
    record,
    repository: opened[repository]!.repository,
    ...(tag === undefined ? {} : { tag }),
  }))
}

async function readOffer({ definition, attachments, services, onEvent }: PlanInput, arch: string): Promise<Offer> {
  const keyring = await loadKeyring(definition, arch, services)
  const opened = ordered(openRepositories(definition, attachments, keyring, services), definition.profile)
  const verb = services.signal === undefined ? {} : { signal: services.signal }
  const indexes = await Promise.all(
    opened.map(async ({ repository }): Promise<Index> => {
      const index = await repository.index(arch, verb)
      onEvent?.({ kind: 'index', repository: repository.name, arch, records: index.records.length })
      return index
    }),
  )
  return {
    arch,
    opened,
    repositories: opened.map(({ entry, repository: { name, tag = entry.tag } }, i) => ({
      name,
      records: indexes[i]!.records,
      ...(tag === undefined ? {} : { tag }),
    })),
    keys: new Map([...keyring.keys()].map((key) => [key.name, key.pem])),
  }
}

/** apko sorts the lines of its repositories and names each once, so that their order in a configuration means nothing. */
function ordered(opened: readonly OpenRepository[], profile: PlanInput['definition']['profile']): OpenRepository[] {
  if (profiles[profile].resolver !== 'apko') return [...opened]
  const byLine = new Map(
    opened.map((one) => [
      one.entry.tag === undefined ? one.entry.location : `@${one.entry.tag} ${one.entry.location}`,
      one,
    ]),
  )
  return [...byLine].sort(([a], [b]) => compareNames(a, b)).map(([, one]) => one)
}
