import { canonicalChecksum } from '../apkindex/table/identity.ts'
import type { IndexTable } from '../apkindex/table/index-table.ts'
import { ApkError } from '../error.ts'
import type { IndexRecord } from '../metadata/metadata.ts'
import { PackageIndex } from './apko/package-index.ts'
import type { Candidate, NameId, Provider } from './candidate.ts'
import { checkPrepareOptions } from './check-options.ts'
import { Expressions } from './expressions.ts'
import { tableOrder } from './name-order.ts'
import { NameTable } from './name-table.ts'
import { Candidates, type Offer, tableOf } from './offer.ts'

/** A repository as the solver sees it. */
export interface SolverRepository {
  /** URL or directory, for messages and for the solution. */
  name: string
  /** Tag that closes the repository to all but `name@tag` in the world; without the `@`. */
  tag?: string
  /** Its packages, or the table of its index, which makes them when they are asked for. */
  records: readonly IndexRecord[] | IndexTable
}

/**
 * Indexes made ready for solving: providers and `install_if` found by name. Records and dependencies are read only for
 * the packages that a solve reaches, and kept. Build once with {@link prepare}, solve many worlds.
 */
export interface SolverTables {
  readonly arch: string
  readonly repositories: readonly SolverRepository[]
  readonly names: NameTable
  /** Tag names by bit; bit 0 is "no tag". */
  readonly tags: readonly string[]
  /** The candidate of a record, by its position in a repository; undefined where that is an earlier record's. */
  candidate(repository: number, position: number): Candidate | undefined
  /** Everything that stands for a name, in reading order. */
  providers(name: NameId): readonly Provider[]
  /** Packages that have an `install_if` condition on the name, in reading order. */
  conditionalCandidates(name: NameId): readonly Candidate[]
  /** Names of packages that have an `install_if` condition on the name, and what those provide; in apk's order. */
  conditionals(name: NameId): readonly NameId[]
  /** The packages as apko's resolver reads them. */
  readonly asApko: PackageIndex
}

/** A package that is already there, with the tag under which it came, without `@`. */
export interface InstalledRecord extends IndexRecord {
  readonly repositoryTag?: string
}

/** What {@link prepare} reads. */
export interface PrepareOptions {
  repositories: readonly SolverRepository[]
  arch: string
  /** Packages that are already there. */
  installed?: readonly InstalledRecord[]
  /** Why a package may not be chosen; undefined where it may. */
  unavailable?: (record: IndexRecord) => string | undefined
}

const MAX_TAGS = 30

/**
 * Builds the tables of a set of indexes.
 *
 * @throws ApkError ERR_APK_SOLVER_TAGS more than 30 different tags
 * @throws ApkError ERR_APK_SOLVER_OPTIONS an option is missing or of another shape
 */
export function prepare(options: PrepareOptions): SolverTables {
  checkPrepareOptions(options)
  const { repositories, arch, installed, unavailable } = options
  const tags = ['']
  const offers: Offer[] = []
  if (installed !== undefined) offers.push(offerOfInstalled(installed, tags))
  const first = offers.length
  repositories.forEach(({ records, tag }, repository) => {
    const bit = 1 << tagIndex(tags, tag)
    offers.push({ table: tableOf(records), repository, tagsOf: () => bit })
  })

  const names = new NameTable(offers.map(({ table }) => table))
  const candidates = new Candidates(offers, new Expressions(names), { arch, unavailable })
  const providers = remembered((name): readonly Provider[] => collectProviders(name, offers, names, candidates))
  const conditionalCandidates = remembered((name): readonly Candidate[] =>
    collectConditional(name, offers, names, candidates),
  )
  const conditionals = remembered((name): readonly NameId[] =>
    inTableOrder(
      conditionalCandidates(name).flatMap(({ provisions }) => provisions.map((one) => one.name)),
      names,
    ),
  )
  let asApko: PackageIndex | undefined
  return {
    arch,
    repositories,
    names,
    tags,
    get asApko() {
      asApko ??= new PackageIndex(this)
      return asApko
    },
    candidate: (repository, position) => candidates.at(first + repository, position),
    providers,
    conditionalCandidates,
    conditionals,
  }
}

/** Stands in for a repository number where a package is installed only. */
export const INSTALLED = -1

/** The same package under several tags is there under all of them. */
function offerOfInstalled(installed: readonly InstalledRecord[], tags: string[]): Offer {
  const bits = new Map<string, number>()
  for (const { checksum, repositoryTag } of installed) {
    const canonical = canonicalChecksum(checksum)
    bits.set(canonical, (bits.get(canonical) ?? 0) | (1 << tagIndex(tags, repositoryTag)))
  }
  const tagsOf = (record: InstalledRecord): number =>
    record.checksum === ''
      ? 1 << tagIndex(tags, record.repositoryTag)
      : (bits.get(canonicalChecksum(record.checksum)) ?? 0)
  return { table: tableOf(installed), repository: INSTALLED, tagsOf }
}

/** Works a list out once for each name. */
function remembered<T>(work: (name: NameId) => T): (name: NameId) => T {
  const known = new Map<NameId, T>()
  return (name) => {
    const before = known.get(name)
    if (before !== undefined) return before
    const found = work(name)
    known.set(name, found)
    return found
  }
}

function collectProviders(
  name: NameId,
  offers: readonly Offer[],
  names: NameTable,
  candidates: Candidates,
): readonly Provider[] {
  const text = names.text(name)
  const list: Provider[] = []
  for (const [i, { table }] of offers.entries()) {
    let previous = -1
    for (const position of numbered(text, table, table.bearers)) {
      if (position === previous) continue
      previous = position
      const candidate = candidates.at(i, position)
      for (const provision of candidate?.provisions ?? []) if (provision.name === name) list.push(provision)
    }
  }
  return list
}

function collectConditional(
  name: NameId,
  offers: readonly Offer[],
  names: NameTable,
  candidates: Candidates,
): readonly Candidate[] {
  const text = names.text(name)
  const found = new Set<Candidate>()
  for (const [i, { table }] of offers.entries()) {
    for (const position of numbered(text, table, table.conditioned)) {
      const candidate = candidates.at(i, position)
      if (candidate !== undefined) found.add(candidate)
    }
  }
  return [...found]
}

/** What a table has under a name. */
function numbered(text: string, table: IndexTable, list: (name: number) => Int32Array): Int32Array {
  const number = table.find(text)
  return number < 0 ? NONE : list.call(table, number)
}

const NONE = new Int32Array(0)

/** Names, each once, in the order of apk's table; among those of one bucket the last one met is first. */
function inTableOrder(list: readonly NameId[], names: NameTable): readonly NameId[] {
  if (list.length === 0) return list
  const places = new Map(list.map((name) => [name, tableOrder(names.text(name))]))
  return [...places.keys()].sort((a, b) => places.get(a)! - places.get(b)! || b - a)
}

function tagIndex(tags: string[], tag: string | undefined): number {
  if (tag === undefined || tag === '') return 0
  const index = tags.indexOf(tag)
  if (index !== -1) return index
  if (tags.length > MAX_TAGS) {
    throw new ApkError(
      'ERR_APK_SOLVER_TAGS',
      `Preparing to solve: there are more than ${MAX_TAGS} repository tags. Use fewer tags`,
      {
        details: { limit: MAX_TAGS },
      },
    )
  }
  return tags.push(tag) - 1
}
