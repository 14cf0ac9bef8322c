import type { Candidate, NameId, Provider, Requirement } from './candidate.ts'
import { matches } from './candidate.ts'
import type { SolverTables } from './tables.ts'

/** What was chosen for each name; undefined where nothing was. */
export type Choices = ReadonlyMap<NameId, Provider>

/**
 * Packages in the order in which apk installs them: the world in its order, dependencies first in the order of the package's
 * list, then the package, then what its presence completes by `install_if`. What nothing reaches is left out, unless it is
 * among the `rest`, which comes last.
 * Source: apk-tools 3 `solver.c`, generation of the change list.
 */
export function installOrder(
  tables: SolverTables,
  world: readonly Requirement[],
  choices: Choices,
  rest: readonly Candidate[] = [],
): Candidate[] {
  const order: Candidate[] = []
  const entered = new Set<Candidate>()
  const stack: Frame[] = []

  const enter = (name: NameId): void => {
    const candidate = choices.get(name)?.candidate
    if (candidate === undefined || entered.has(candidate)) return
    entered.add(candidate)
    stack.push({ candidate, position: 0, conditionals: undefined })
  }

  /** Moves on by one name; false when the frame is done. */
  const advance = (frame: Frame): boolean => {
    const { candidate } = frame
    if (frame.conditionals === undefined) {
      const dependency = candidate.depends[frame.position++]
      if (dependency !== undefined) {
        enter(dependency.id)
        return true
      }
      order.push(candidate)
      frame.conditionals = candidate.provisions.flatMap((provision) => tables.conditionals(provision.name))
      frame.position = 0
    }
    const conditional = frame.conditionals[frame.position++]
    if (conditional === undefined) return false
    const pulled = choices.get(conditional)?.candidate
    if (pulled !== undefined && !entered.has(pulled) && conditionsMet(pulled, choices, entered)) enter(conditional)
    return true
  }

  for (const name of [...world.map((requirement) => requirement.id), ...rest.map((candidate) => candidate.name)]) {
    enter(name)
    while (stack.length > 0) if (!advance(stack[stack.length - 1]!)) stack.pop()
  }
  return order
}

interface Frame {
  readonly candidate: Candidate
  position: number
  conditionals: readonly NameId[] | undefined
}

/** All conditions are met by what is on its way; a package without `install_if` has none, and comes at once. */
function conditionsMet(candidate: Candidate, choices: Choices, entered: ReadonlySet<Candidate>): boolean {
  return candidate.installIf.every((requirement) => {
    const provider = choices.get(requirement.id)
    if (provider === undefined || !entered.has(provider.candidate)) return requirement.conflict
    return matches(requirement, provider) !== requirement.conflict
  })
}
