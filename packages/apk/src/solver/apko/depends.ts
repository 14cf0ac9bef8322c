import type { ApkoPackage } from './apko-package.ts'
import type { Asked } from './asked.ts'
import { meets } from './constraint.ts'
import { best, DeadEnd, type Resolution } from './resolution.ts'

/** What the whole resolution has pulled in so far. */
export interface Pulled {
  readonly existing: Map<string, ApkoPackage>
  readonly origins: Map<string, string>
}

/**
 * Dependencies of a package, depth first, what has the fewest candidates first. Source: apko `repo.go`,
 * `getPackageDependencies`.
 *
 * @param parents names of the packages above, as they are again when this returns
 */
export function dependenciesOf(
  resolution: Resolution,
  parent: ApkoPackage,
  allowedPin: string,
  parents: Set<string>,
  pulled: Pulled,
): ApkoPackage[] {
  if (parents.has(parent.name)) return []
  resolution.constrain(parent.depends)
  const found: ApkoPackage[] = []
  parents.add(parent.name)
  let open = resolution.index.asksOf(parent)
  for (;;) {
    open = open.filter((asked) => isOpen(resolution, parent, asked))
    const next = fewestCandidates(resolution, open, allowedPin, pulled)
    if (next === undefined) break
    const { name } = next.constraint
    const candidates = resolution.remaining(next, allowedPin, pulled.existing.get(name))
    const chosen = best(candidates, { name, existing: pulled.existing, origins: pulled.origins, pin: '' })
    resolution.disqualifyRivals(chosen)
    resolution.settle(parent)
    const under = dependenciesOf(resolution, chosen, allowedPin, parents, pulled)
    for (const dependency of under) {
      found.push(dependency)
      pulled.existing.set(dependency.name, dependency)
      pulled.origins.set(dependency.origin, dependency.version)
    }
    found.push(chosen)
    open = open.filter((asked) => asked !== next)
  }
  parents.delete(parent.name)
  return found
}

/** Whether nothing that was selected meets it. @throws DeadEnd where what was selected is in its way */
function isOpen({ selected }: Resolution, parent: ApkoPackage, { text, constraint }: Asked): boolean {
  const { name, op } = constraint
  const taken = selected.get(name)
  if (taken === undefined) return true
  if (op === undefined || meets(taken.parsed, constraint)) return false
  for (const provided of taken.provides) {
    if (provided.name === name && provided.version !== '' && meets(provided.parsed, constraint)) return false
  }
  throw new DeadEnd(`${taken.name}=${taken.version} was selected, which conflicts with ${text} of ${parent.name}`)
}

/** The first by candidates and then by text. @throws DeadEnd where one has no candidate */
function fewestCandidates(
  resolution: Resolution,
  open: readonly Asked[],
  allowedPin: string,
  pulled: Pulled,
): Asked | undefined {
  let next: Asked | undefined
  let fewest = Number.POSITIVE_INFINITY
  for (const asked of open) {
    const count = resolution.count(asked, allowedPin, pulled.existing.get(asked.constraint.name))
    if (count === 0) throw new DeadEnd(`nothing left for ${asked.text}`)
    if (next !== undefined && (count > fewest || (count === fewest && asked.text > next.text))) continue
    next = asked
    fewest = count
  }
  return next
}
