import { ApkError } from '../error.ts'
import type { IndexRecord } from '../metadata/metadata.ts'
import { PackageIndex } from './apko/package-index.ts'
import type { Candidate, NameId, Provider } from './candidate.ts'
import { checkPrepareOptions } from './check-options.ts'
import { Grouping } from './grouping.ts'
import { canonicalChecksum } from './identity.ts'
import { LazyCandidate, nameEnd } from './lazy-candidate.ts'
import { tableOrder } from './name-order.ts'
import { NameTable } from './name-table.ts'

/** A repository as the solver sees it. */
export interface SolverRepository {
  /** URL or directory, for messages and for the solution. */
  name: string
  /** Tag that closes the repository to all but `name@tag` in the world; without the `@`. */
  tag?: string
  records: readonly IndexRecord[]
}

/**
 * Indexes made ready for solving: names interned, providers and `install_if` found by name. Dependencies are read only for
 * the packages that a solve reaches, and kept. Build once with {@link prepare}, solve many worlds.
 */
export interface SolverTables {
  readonly arch: string
  readonly repositories: readonly SolverRepository[]
  readonly names: NameTable
  /** Tag names by bit; bit 0 is "no tag". */
  readonly tags: readonly string[]
  readonly candidateCount: number
  candidate(index: number): Candidate
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
  const names = new NameTable()
  const tags = ['']
  const candidates: LazyCandidate[] = []
  const byChecksum = new Map<string, LazyCandidate>()
  const providedNames: number[] = []
  const providers: number[] = []
  const conditionNames: number[] = []
  const conditioned: number[] = []

  const read = (record: IndexRecord, repository: number, tagBit: number): void => {
    const checksum = record.checksum === '' ? '' : canonicalChecksum(record.checksum)
    const known = checksum === '' ? undefined : byChecksum.get(checksum)
    if (known !== undefined) {
      known.listIn(repository, tagBit)
      return
    }
    const name = names.intern(record.name)
    const candidate = new LazyCandidate(candidates.length, name, record, names, { arch, unavailable })
    candidate.listIn(repository, tagBit)
    candidates.push(candidate)
    if (checksum !== '') byChecksum.set(checksum, candidate)
    providedNames.push(name)
    providers.push(candidate.id)
    for (const text of record.provides) {
      providedNames.push(names.intern(text.slice(0, nameEnd(text, 0))))
      providers.push(candidate.id)
    }
    for (const text of record.installIf) {
      const start = text.charCodeAt(0) === 33 ? 1 : 0
      conditionNames.push(names.intern(text.slice(start, nameEnd(text, start))))
      conditioned.push(candidate.id)
    }
  }

  if (installed !== undefined)
    for (const record of installed) read(record, INSTALLED, 1 << tagIndex(tags, record.repositoryTag))
  repositories.forEach((repository, index) => {
    const bit = 1 << tagIndex(tags, repository.tag)
    for (const record of repository.records) read(record, index, bit)
  })

  const providersByName = new Grouping(providedNames, providers, names.size)
  const conditionalsByName = new Grouping(conditionNames, conditioned, names.size)
  const providerLists = new Map<NameId, readonly Provider[]>()
  const conditionalCandidates = new Map<NameId, readonly Candidate[]>()
  const conditionalLists = new Map<NameId, readonly NameId[]>()

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
    candidateCount: candidates.length,
    candidate: (index) => candidates[index]!,
    providers(name) {
      let list = providerLists.get(name)
      if (list === undefined) {
        list = collectProviders(name, providersByName.of(name), candidates)
        providerLists.set(name, list)
      }
      return list
    },
    conditionalCandidates(name) {
      let list = conditionalCandidates.get(name)
      if (list === undefined) {
        list = [...new Set(conditionalsByName.of(name))].map((id) => candidates[id]!)
        conditionalCandidates.set(name, list)
      }
      return list
    },
    conditionals(name) {
      let list = conditionalLists.get(name)
      if (list === undefined) {
        list = collectConditionals(conditionalsByName.of(name), candidates, names)
        conditionalLists.set(name, list)
      }
      return list
    },
  }
}

/** Stands in for a repository number where a package is installed only. */
export const INSTALLED = -1

function collectProviders(name: NameId, ids: Int32Array, candidates: readonly LazyCandidate[]): readonly Provider[] {
  const list: Provider[] = []
  let previous = -1
  for (const id of ids) {
    if (id === previous) continue
    previous = id
    for (const provision of candidates[id]!.provisions) if (provision.name === name) list.push(provision)
  }
  return list
}

function collectConditionals(
  ids: Int32Array,
  candidates: readonly LazyCandidate[],
  names: NameTable,
): readonly NameId[] {
  const found = new Set<NameId>()
  for (const id of ids) for (const provision of candidates[id]!.provisions) found.add(provision.name)
  const places = new Map([...found].map((name) => [name, tableOrder(names.text(name))]))
  return [...found].sort((a, b) => places.get(a)! - places.get(b)! || b - a)
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
