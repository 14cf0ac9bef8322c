import { parseDependency } from '../../dependency/dependency.ts'
import type { Conflict } from '../explain/conflict.ts'
import { list } from '../explain/describe.ts'
import type { Solution } from '../solution.ts'
import { SolverError } from '../solver-error.ts'
import type { SolverTables } from '../tables.ts'

/** The error for something asked for that no single version satisfies on every architecture. */
export function noCommonVersion(
  tables: readonly SolverTables[],
  world: readonly string[],
  entry: string,
  solutions: readonly Solution[],
  failure: SolverError | undefined,
): SolverError {
  const { name } = parseDependency(entry)
  const arches = tables.map(({ arch }) => arch)
  const chosen = solutions.map((solution) => {
    const solved = solution.find(name)
    return `${solved === undefined ? 'nothing' : `${solved.name} ${solved.version}`} for ${solution.arch}`
  })
  const suggestions = [
    `List ${name} in mayDiffer to accept different versions, or ask for a version that all architectures have.`,
  ]
  const conflicts: readonly Conflict[] = failure?.details.conflicts ?? []
  const lines = [
    `Choosing packages for ${list(arches)}: ${entry} cannot have one version everywhere.`,
    `  1. The best choice is ${list(chosen)}.`,
    `  2. ${failure === undefined ? 'There is no version that all of them have.' : 'Every version that all of them have fails on one of them.'}`,
    `  -> ${suggestions.join(' ')}`,
  ]
  if (failure !== undefined) lines.push(...failure.message.split('\n').map((line) => `  ${line}`))
  return new SolverError(lines.join('\n'), { arch: arches.join(' '), world: [...world], conflicts })
}
