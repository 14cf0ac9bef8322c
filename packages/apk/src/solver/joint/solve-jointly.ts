import { parseDependency } from '../../dependency/dependency.ts'
import { compareVersions } from '../../version/compare.ts'
import { type Candidate, isStrong, matches, type Provider } from '../candidate.ts'
import type { Solution, SolvedPackage } from '../solution.ts'
import { type SolveWorldOptions, solveWorld } from '../solve.ts'
import { SolverError } from '../solver-error.ts'
import { prepare, type SolverTables } from '../tables.ts'
import { type ArchitectureIndexes, availabilityFilters } from './availability.ts'
import { type ArchitectureDifference, differences } from './difference.ts'
import { noCommonVersion } from './no-common-version.ts'

/** What {@link solveJointly} needs. */
export interface SolveJointlyOptions extends Omit<SolveWorldOptions, 'elsewhere'> {
  readonly arches: readonly ArchitectureIndexes[]
  /** Names whose versions may differ between architectures although the world asks for them; `true` for all. Default none. */
  mayDiffer?: boolean | readonly string[]
}

/** Solutions for several architectures. */
export interface JointSolution {
  /** In the order in which the architectures were given. */
  readonly solutions: readonly Solution[]
  /** Everything that is not the same everywhere. */
  readonly differences: readonly ArchitectureDifference[]
  /** The indexes of one architecture, by its position, ready to be solved further by itself. */
  tablesOf(position: number): SolverTables
}

/**
 * Solves one world for several architectures. What the world asks for has one version everywhere: where the best versions
 * differ, the best one that all architectures can have is taken. With `order: 'apko'` only packages are considered that every
 * architecture has in the same version, as apko does.
 *
 * @throws SolverError ERR_APK_UNSOLVABLE an architecture has no solution, or something asked for no common version
 * @throws ApkError as `solve`
 */
export function solveJointly(options: SolveJointlyOptions): JointSolution {
  const { arches, mayDiffer = false, ...rest } = options
  const filters = options.order === 'apko' && arches.length > 1 ? availabilityFilters(arches) : []
  const tables = arches.map(({ arch, repositories }, i) => {
    const unavailable = filters[i]
    return prepare(unavailable === undefined ? { arch, repositories } : { arch, repositories, unavailable })
  })
  const free = new Set(typeof mayDiffer === 'boolean' ? [] : mayDiffer)
  const solveAll = (pins: readonly string[]): Solution[] =>
    tables.map((own) => {
      const elsewhere = tables.filter((other) => other !== own).map((other) => ({ label: other.arch, tables: other }))
      return solveWorld(own, { ...rest, world: [...rest.world, ...pins], elsewhere })
    })
  const isFree = (name: string): boolean => mayDiffer === true || free.has(name)
  const solutions = agree(tables, rest.world, solveAll, isFree, [])
  const alone = (position: number): SolverTables => {
    const { arch, repositories } = arches[position]!
    return filters.length === 0 ? tables[position]! : prepare({ arch, repositories })
  }
  return { solutions, differences: differences(solutions), tablesOf: alone }
}

type SolveAll = (pins: readonly string[]) => Solution[]

/** Pins what differs to a common version, the best first, and goes back to the next one where that cannot be had. */
function agree(
  tables: readonly SolverTables[],
  world: readonly string[],
  solveAll: SolveAll,
  isFree: (name: string) => boolean,
  pins: readonly string[],
): Solution[] {
  const solutions = solveAll(pins)
  const entry = world.find((text) => !isFree(parseDependency(text).name) && differs(solutions, text))
  if (entry === undefined) return solutions
  const common = commonPackages(tables, entry).filter((pin) => !pins.includes(pin))
  let failure: SolverError | undefined
  for (const pin of common) {
    try {
      return agree(tables, world, solveAll, isFree, [...pins, pin])
    } catch (error) {
      if (!(error instanceof SolverError)) throw error
      failure ??= error
    }
  }
  throw noCommonVersion(tables, world, entry, solutions, failure)
}

function differs(solutions: readonly Solution[], text: string): boolean {
  const { name, conflict } = parseDependency(text)
  if (conflict) return false
  const chosen = solutions.map((solution) => solution.find(name))
  return new Set(chosen.map((solved: SolvedPackage | undefined) => `${solved?.name}=${solved?.version}`)).size > 1
}

/** `name=version` of the packages that satisfy a world entry on every architecture, best version first. */
function commonPackages(tables: readonly SolverTables[], text: string): string[] {
  const [first, ...others] = tables
  if (first === undefined) return []
  const offers = others.map((own) => new Set(fitting(own, text).map(({ candidate }) => pinOf(candidate))))
  const ranked = fitting(first, text).sort((a, b) => compareVersions(b.version, a.version))
  const pins = new Set(ranked.map(({ candidate }) => pinOf(candidate)))
  return [...pins].filter((pin) => offers.every((offer) => offer.has(pin)))
}

function fitting(tables: SolverTables, text: string): Provider[] {
  const dependency = parseDependency(text)
  const requirement = { ...dependency, id: tables.names.intern(dependency.name), text }
  return tables
    .providers(requirement.id)
    .filter(
      (provider) =>
        isStrong(provider) && provider.candidate.uninstallable === undefined && matches(requirement, provider),
    )
}

function pinOf({ record }: Candidate): string {
  return `${record.name}=${record.version}`
}
