import { compareNames } from '@nacre/apk/model'
import type { ArchitectureDifference, Solution, SolvedPackage, SolverRepository } from '@nacre/apk/solver'
import type { Architecture } from '../architecture.ts'
import type { Base } from '../base/base.ts'
import { formatRepositoryLine } from '../definition/repository-line.ts'
import { lockedPackages, requestedPackages } from '../install/world.ts'
import { profiles } from '../profile.ts'
import { loadKeyring } from '../repositories/keyring.ts'
import { type OpenRepository, openRepositories } from '../repositories/open.ts'
import {
  findPlan,
  keepPlan,
  type OfferRevision,
  planKey,
  type ResolvedArchitecture,
  type ResolvedPlan,
} from './kept-plan.ts'
import type { ArchitecturePlan } from './plan.ts'
import type { PlanInput } from './plan-input.ts'
import type { PlannedPackage } from './planned-package.ts'

/** What was resolved, and what is not the same on every architecture. */
export interface SolvedPlan {
  readonly plans: readonly ArchitecturePlan[]
  readonly differences: readonly ArchitectureDifference[]
}

/** Where the packages of one architecture may come from. */
interface Offer {
  readonly arch: string
  readonly opened: readonly OpenRepository[]
  readonly base: Base | undefined
  readonly keys: ReadonlyMap<string, string>
}

/** The indexes of one architecture, read. */
interface IndexedOffer extends Offer {
  readonly repositories: readonly SolverRepository[]
}

/**
 * Resolves a definition for all architectures together, so that what was asked for is the same everywhere. What was resolved before
 * from the same indexes comes out of the cache.
 *
 * @throws SolverError, ApkError, ImageError
 */
export async function solvePlan(
  input: PlanInput & { readonly mayDiffer: boolean | readonly string[] },
): Promise<SolvedPlan> {
  const { services, mayDiffer, onEvent } = input
  const offers: Offer[] = []
  for (const architecture of input.architectures) offers.push(await openOffer(input, architecture))
  const { store } = services
  const revisions = store === undefined ? undefined : await revisionsOf(input, offers)
  const key = revisions && planKey(input, mayDiffer, revisions)
  const before = key && store && (await findPlan(key, store))
  const resolved = before || (await resolveOffers(input, offers, mayDiffer))
  if (key && store && !before) await keepPlan(key, resolved, store)
  const plans = offers.map((offer, i): ArchitecturePlan => {
    const { arch, opened, keys } = offer
    const { solution, packages: solved, records } = resolved.architectures[i]!
    for (const [position, { repository }] of opened.entries()) {
      onEvent?.({ kind: 'index', repository: repository.name, arch, records: records[position]! })
    }
    const packages = plannedPackages(solved, offer)
    const bytes = packages.reduce((sum, { record }) => sum + record.size, 0)
    onEvent?.({ kind: 'resolved', arch, packages: packages.length, bytes })
    return {
      arch,
      packages,
      solution,
      locked: false,
      ...(offer.base === undefined ? {} : { base: offer.base.image.descriptor.digest }),
      keys,
    }
  })
  return { plans, differences: resolved.differences }
}

/**
 * What names the indexes; nothing where one of the repositories has no name for its own, or was handed over as an object, since
 * nobody can tell then what it trusts.
 */
async function revisionsOf(
  { attachments, definition, services: { signal } }: PlanInput,
  offers: readonly Offer[],
): Promise<OfferRevision[] | undefined> {
  const handedOver = offers.some(({ opened }) =>
    opened.some(({ entry }) => attachments.repositories.has(formatRepositoryLine(entry))),
  )
  if (handedOver || definition.base !== undefined) return undefined
  const found: OfferRevision[] = []
  for (const { arch, opened, keys } of offers) {
    const revisions = await Promise.all(
      opened.map(({ repository }) => repository.revision?.(arch, signal === undefined ? {} : { signal })),
    )
    const repositories = opened.flatMap(({ entry, repository: { name, tag = entry.tag } }, i) => {
      const revision = revisions[i]
      return revision === undefined ? [] : [{ name, revision, ...(tag === undefined ? {} : { tag }) }]
    })
    if (repositories.length < opened.length) return undefined
    found.push({ arch, repositories, keys })
  }
  return found
}

/** What a base image has stays in the version that it has. */
function basePins(offers: readonly Offer[]): string[] {
  return [
    ...new Set(offers.flatMap(({ base }) => base?.installed.map(({ name, version }) => `${name}=${version}`) ?? [])),
  ]
}

async function resolveOffers(
  input: PlanInput,
  offers: readonly Offer[],
  mayDiffer: boolean | readonly string[],
): Promise<ResolvedPlan> {
  const { definition, services } = input
  const arches: IndexedOffer[] = []
  for (const offer of offers) arches.push(await readIndexes(offer, services.signal))
  const { solveJointly, solveWorld } = await import('@nacre/apk/solver')
  const { signal } = services
  const { solutions, differences, tablesOf } = solveJointly({
    world: [...requestedPackages(definition), ...basePins(offers)],
    arches,
    order: profiles[definition.profile].resolver,
    mayDiffer,
    ...(signal === undefined ? {} : { signal }),
  })
  const architectures = arches.map((offer, i) => ({
    solution: solutions[i]!,
    packages: installOrder(definition, solutions[i]!, (world) =>
      solveWorld(tablesOf(i), { world, order: 'apko', ...(signal === undefined ? {} : { signal }) }),
    ),
    records: offer.repositories.map(({ records }) => ('size' in records ? records.size : records.length)),
  }))
  return { architectures, differences }
}

/**
 * What to install, in order. apko resolves twice: the second time every package of the first is asked for in its version, one
 * architecture by itself, and that order is the one that counts (apko 1.2, pkg/build/lock.go).
 */
function installOrder(
  definition: PlanInput['definition'],
  solution: Solution,
  solveAgain: (world: string[]) => Solution,
): readonly SolvedPackage[] {
  if (profiles[definition.profile].resolver !== 'apko') return solution.packages
  return solveAgain(lockedPackages(definition, solution.packages)).packages
}

function plannedPackages(solved: ResolvedArchitecture['packages'], { opened, base }: Offer): PlannedPackage[] {
  const below = new Set(base?.installed.map(({ name }) => name))
  const offered = solved.filter(({ name }) => !below.has(name))
  return offered.map(({ name, version, record, repository, tag }) => ({
    name,
    version,
    record,
    repository: opened[repository]!.repository,
    ...(tag === undefined ? {} : { tag }),
  }))
}

async function openOffer(
  { definition, attachments, services, bases }: PlanInput,
  architecture: Architecture,
): Promise<Offer> {
  const { apk: arch } = architecture
  const keyring = await loadKeyring(definition, arch, services)
  return {
    arch,
    opened: ordered(openRepositories(definition, attachments, keyring, services), definition.profile),
    base: await bases(architecture),
    keys: new Map([...keyring.keys()].map((key) => [key.name, key.pem])),
  }
}

async function readIndexes(offer: Offer, signal: AbortSignal | undefined): Promise<IndexedOffer> {
  const { arch, opened, base } = offer
  const repositories = await Promise.all(
    opened.map(async ({ entry, repository }): Promise<SolverRepository> => {
      const { name, tag = entry.tag } = repository
      const index = await repository.index(arch, signal === undefined ? {} : { signal })
      return { name, records: index.table ?? index.records, ...(tag === undefined ? {} : { tag }) }
    }),
  )
  if (base === undefined) return { ...offer, repositories }
  return { ...offer, repositories: [...repositories, { name: 'the base image', records: [...base.installed] }] }
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
