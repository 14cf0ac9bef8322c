import type { Candidate } from '../candidate.ts'
import type { SolverTables } from '../tables.ts'
import { parseApkoConstraint } from './constraint.ts'
import { dependenciesOf, type Pulled } from './depends.ts'
import { type ApkoPackage, PackageIndex } from './package-index.ts'
import { best, constrain, DeadEnd, disqualifyRivals, type Resolution, remaining } from './resolution.ts'

/**
 * Packages in apko's install order, as apko 1.2 would choose them; undefined where apko fails. It takes the world entry with
 * the fewest candidates first, then resolves dependencies in world order, and never takes a choice back.
 * Source: apko `pkg/apk/apk/repo.go`, `GetPackagesWithDependencies`.
 */
export function resolveAsApko(
  tables: SolverTables,
  world: readonly string[],
  checkpoint: () => void,
): Candidate[] | undefined {
  try {
    return resolve(tables, [...new Set(world)].sort(), checkpoint)
  } catch (error) {
    if (error instanceof DeadEnd) return undefined
    throw error
  }
}

function resolve(tables: SolverTables, world: readonly string[], checkpoint: () => void): Candidate[] {
  const index = new PackageIndex(tables)
  const resolution: Resolution = { index, disqualified: new Map(), selected: new Map() }
  constrain(resolution, world)
  const pulled = chooseWorld(resolution, world, checkpoint)
  const installed: ApkoPackage[] = []
  const listed = new Set<string>()
  for (const text of world) {
    checkpoint()
    const { pin } = parseApkoConstraint(text)
    const chosen = bestFor(resolution, text)
    const dependencies = distinct(dependenciesOf(resolution, chosen, pin, new Set(), pulled))
    for (const needed of [...dependencies, ...pulledInBy(index, dependencies), chosen]) {
      if (listed.has(needed.name)) continue
      listed.add(needed.name)
      installed.push(needed)
      pulled.existing.set(needed.name, needed)
    }
  }
  return installed.map(({ candidate }) => candidate)
}

/** First pass: a package for each world entry, the entry with the fewest candidates first. */
function chooseWorld(resolution: Resolution, world: readonly string[], checkpoint: () => void): Pulled {
  const pulled: Pulled = { existing: new Map(), origins: new Map() }
  let open = [...world]
  while (open.length > 0) {
    checkpoint()
    let next = open[0]!
    let fewest = Number.POSITIVE_INFINITY
    for (const text of open) {
      const constraint = parseApkoConstraint(text)
      const count = remaining(resolution, constraint, constraint.pin, undefined).length
      if (count === 0) throw new DeadEnd(`nothing left for ${text}`)
      if (count < fewest) {
        next = text
        fewest = count
      }
    }
    const chosen = bestFor(resolution, next)
    pulled.existing.set(chosen.name, chosen)
    pulled.origins.set(chosen.origin, chosen.version)
    open = open.filter((text) => text !== next)
    disqualifyRivals(resolution, chosen)
  }
  return pulled
}

function bestFor(resolution: Resolution, text: string): ApkoPackage {
  const constraint = parseApkoConstraint(text)
  const candidates = remaining(resolution, constraint, constraint.pin, undefined)
  if (candidates.length === 0) throw new DeadEnd(`nothing left for ${text}`)
  return best(candidates, { name: constraint.name, existing: new Map(), origins: new Map(), pin: constraint.pin })
}

/** Packages whose `install_if` the dependencies of one world entry meet, word for word; their own dependencies are left alone. */
function pulledInBy(index: PackageIndex, dependencies: readonly ApkoPackage[]): ApkoPackage[] {
  const { tables } = index
  const present = new Set(dependencies.flatMap(({ name, version }) => [name, `${name}=${version}`]))
  const found: ApkoPackage[] = []
  for (const { candidate } of dependencies) {
    for (const name of tables.conditionals(candidate.name)) {
      for (const { candidate: pulled } of tables.providers(name)) {
        const conditions = pulled.record.installIf
        if (conditions.length > 0 && conditions.every((text) => present.has(text))) found.push(index.of(pulled))
      }
    }
  }
  return found
}

/** The first package of each name. */
function distinct(packages: readonly ApkoPackage[]): ApkoPackage[] {
  const names = new Set<string>()
  return packages.filter(({ name }) => !names.has(name) && names.add(name))
}
