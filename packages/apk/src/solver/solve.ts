import type { IndexRecord } from '../metadata/metadata.ts'
import { resolveAsApko } from './apko/resolve.ts'
import { assemble, type Found } from './assemble.ts'
import type { NameId, Provider, Requirement } from './candidate.ts'
import { choicesOf } from './choices.ts'
import { explain } from './explain/explain.ts'
import type { Elsewhere } from './explain/suggest.ts'
import { installOrder } from './install-order.ts'
import { apkOrder, apkoOrder } from './preference.ts'
import { search } from './search/search.ts'
import { select } from './selection/select.ts'
import type { Preference } from './selection/state.ts'
import type { Solution } from './solution.ts'
import { prepare, type SolverRepository, type SolverTables } from './tables.ts'
import { allowedTags, verify } from './verify.ts'
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
  /** Dead ends after which the complete search gives up with ERR_APK_SOLVER_LIMIT. Default 100 000. */
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
  installed?: readonly IndexRecord[]
}

/**
 * Finds the packages that satisfy a world, in apk's order of preference and of installation. Where apk would give up without
 * going back on a choice, a complete search takes over: when a solution exists it is found.
 *
 * @throws SolverError ERR_APK_UNSOLVABLE no set of packages satisfies the world
 * @throws ApkError ERR_APK_DEPENDENCY_INVALID a world entry cannot be read
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

/** As {@link solve}, against tables made once by {@link prepare}. */
export function solveWorld(tables: SolverTables, options: SolveWorldOptions): Solution {
  const checkpoint = (): void => options.signal?.throwIfAborted()
  checkpoint()
  const world = readWorld(tables, options.world)
  const { upgrade = false, available = false, maxConflicts = MAX_CONFLICTS } = options
  const preference = { upgrade: typeof upgrade === 'boolean' ? upgrade : new Set(upgrade), available }
  const found =
    options.order === 'apko'
      ? tryApko(tables, world, options, checkpoint)
      : trySelection(tables, world, preference, checkpoint)
  if (found !== undefined) return assemble(tables, world, found)

  const compare = options.order === 'apko' ? apkoOrder(tables) : apkOrder(tables, preference)
  const outcome = search(tables, world, { compare, maxConflicts, checkpoint })
  if (outcome.chosen === undefined) {
    throw explain(tables, world, outcome.conflict, {
      elsewhere: options.elsewhere ?? [],
      refute: (smaller) => search(tables, smaller, { compare, maxConflicts, checkpoint }).conflict,
    })
  }
  const choices = choicesOf(outcome.chosen)
  const needed = installOrder(tables, world, choices)
  const order =
    verify(tables, world, needed).length === 0 ? needed : installOrder(tables, world, choices, outcome.chosen)
  return assemble(tables, world, { order, choices, allowedTags: allowedTags(tables, world, order), greedy: false })
}

const MAX_CONFLICTS = 100_000

/** apk's own selection; its result counts only when it passes the check. */
function trySelection(
  tables: SolverTables,
  world: readonly Requirement[],
  preference: Preference,
  checkpoint: () => void,
): Found | undefined {
  const selection = select(tables, world, preference, checkpoint)
  if (selection.errors > 0) return undefined
  const choices = new Map<NameId, Provider>()
  for (const name of selection.names.values()) if (name.chosen !== undefined) choices.set(name.id, name.chosen.provider)
  const order = installOrder(tables, world, choices)
  if (verify(tables, world, order).length > 0) return undefined
  return { order, choices, allowedTags: allowedTags(tables, world, order), greedy: true }
}

/** apko's resolver, whose answer counts as it is: the profile that asks for it wants apko's set. */
function tryApko(
  tables: SolverTables,
  world: readonly Requirement[],
  { world: entries }: SolveWorldOptions,
  checkpoint: () => void,
): Found | undefined {
  const order = resolveAsApko(tables, entries, checkpoint)
  if (order === undefined) return undefined
  return { order, choices: choicesOf(order), allowedTags: allowedTags(tables, world, order), greedy: true }
}
