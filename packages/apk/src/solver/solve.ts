import { findAsApko } from './apko/find.ts'
import { assemble } from './assemble.ts'
import type { Requirement } from './candidate.ts'
import { explain } from './explain/explain.ts'
import type { Elsewhere } from './explain/suggest.ts'
import type { Found } from './found.ts'
import { apkOrder, apkoOrder } from './preference.ts'
import type { Clause } from './search/clause.ts'
import { findingOf } from './search/finding.ts'
import { search } from './search/search.ts'
import { findGreedily } from './selection/find.ts'
import type { Solution } from './solution.ts'
import { SolverError } from './solver-error.ts'
import { type InstalledRecord, prepare, type SolverRepository, type SolverTables } from './tables.ts'
import { readWorld } from './world.ts'

/** How to solve one world against tables that are ready. */
export interface SolveWorldOptions {
  /** World entries: `name`, `name>=1.2`, `name@tag`, `!name`. Their order does not matter. */
  world: readonly string[]
  /**
   * Whose preferences and install order: `apk` (default), or `apko`, whose resolver comes first then, and the complete search
   * where that fails.
   */
  order?: 'apk' | 'apko'
  /** Newer versions of what is installed: of all, or of these names. Default false, as `apk add`. */
  upgrade?: boolean | Iterable<string>
  /** What repositories offer wins over what is installed, even if older. Default false. */
  available?: boolean
  /**
   * Leaves out world entries that cannot be met, as apk's `--force-broken-world`, and lists them in `leftOut`. Default false:
   * they are an error.
   */
  leaveOutBroken?: boolean
  /** Dead ends after which the complete search gives up with ERR_APK_SOLVER_LIMIT. Default 10 000. */
  maxConflicts?: number
  /** Ends the solving where it stands; looked at between steps, for solving does not wait. */
  signal?: AbortSignal
  /** Indexes to name in an error as the place where a missing package exists. */
  elsewhere?: readonly Elsewhere[]
}

/** What {@link solve} needs: a world, and the indexes to solve it from. */
export interface SolveOptions extends SolveWorldOptions {
  /** In order of preference. */
  repositories: readonly SolverRepository[]
  /** Architecture of the root; records of others, `noarch` aside, cannot be chosen. */
  arch: string
  /** Packages that are already there; kept where they fit. */
  installed?: readonly InstalledRecord[]
}

/**
 * Finds the packages that satisfy a world, in apk's order of preference and of installation. Where apk would give up without
 * going back on a choice, a complete search takes over: when a solution exists it is found.
 *
 * @throws SolverError ERR_APK_UNSOLVABLE no set of packages satisfies the world
 * @throws ApkError ERR_APK_DEPENDENCY_INVALID a world entry cannot be read
 * @throws ApkError ERR_APK_SOLVER_OPTIONS an option is missing or of another shape
 * @throws ApkError ERR_APK_TAG_UNKNOWN a world entry asks for a tag that no repository has
 * @throws ApkError ERR_APK_SOLVER_LIMIT the search met more than `maxConflicts` dead ends
 * @throws the reason of `signal` when it is aborted
 */
export function solve(options: SolveOptions): Solution {
  const { repositories, arch, installed } = options
  return solveWorld(
    prepare(installed === undefined ? { repositories, arch } : { repositories, arch, installed }),
    options,
  )
}

/**
 * As {@link solve}, against tables made once by {@link prepare}.
 *
 * @throws SolverError and ApkError as {@link solve}
 */
export function solveWorld(tables: SolverTables, options: SolveWorldOptions): Solution {
  const checkpoint = (): void => options.signal?.throwIfAborted()
  checkpoint()
  let world = readWorld(tables, options.world, options.order)
  const leftOut: string[] = []
  for (;;) {
    const answer = answerOf(tables, world, options, checkpoint)
    if (!(answer instanceof SolverError)) return assemble(tables, world, answer, leftOut)
    const broken = options.leaveOutBroken === true ? brokenEntries(answer) : []
    if (broken.length === 0) throw answer
    leftOut.push(...broken)
    world = world.filter((requirement) => !broken.includes(requirement.text))
  }
}

const MAX_CONFLICTS = 10_000

/** Packages for the world, or why there are none. */
function answerOf(
  tables: SolverTables,
  world: readonly Requirement[],
  options: SolveWorldOptions,
  checkpoint: () => void,
): Found | SolverError {
  const { order, upgrade = false, available = false, maxConflicts = MAX_CONFLICTS, elsewhere = [] } = options
  const preference = { upgrade: typeof upgrade === 'boolean' ? upgrade : new Set(upgrade), available }
  const found =
    order === 'apko' ? findAsApko(tables, world, checkpoint) : findGreedily(tables, world, preference, checkpoint)
  if (found !== undefined) return found

  const compare = order === 'apko' ? apkoOrder(tables) : apkOrder(tables, preference)
  const limits = { compare, maxConflicts, checkpoint }
  const outcome = search(tables, world, limits)
  if (outcome.chosen !== undefined) return findingOf(tables, world, outcome.chosen)
  const refute = (smaller: readonly Requirement[]): readonly Clause[] | undefined =>
    search(tables, smaller, limits).conflict
  return explain(tables, world, outcome.conflict, { elsewhere, refute })
}

/** Of each conflict the last world entry that takes part in it. */
function brokenEntries({ details }: SolverError): string[] {
  return details.conflicts.flatMap(({ facts }) => {
    const asked = facts.filter((fact) => fact.kind === 'world').at(-1)
    return asked === undefined ? [] : [asked.requirement]
  })
}
