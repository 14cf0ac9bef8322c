import type { Candidate } from '../candidate.ts'
import type { SolverTables } from '../tables.ts'
import type { ApkoPackage } from './apko-package.ts'
import { bestFor, chooseWorld } from './choose-world.ts'
import { dependenciesOf } from './depends.ts'
import { DeadEnd, Resolution } from './resolution.ts'

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
  const index = tables.asApko
  const resolution = new Resolution(index)
  resolution.constrain(world)
  const pulled = chooseWorld(resolution, world, checkpoint)
  const installed: Candidate[] = []
  const listed = new Set<string>()
  const list = (needed: ApkoPackage): void => {
    if (listed.has(needed.name)) return
    listed.add(needed.name)
    installed.push(needed.candidate)
    pulled.existing.set(needed.name, needed)
  }
  for (const text of world) {
    checkpoint()
    const asked = index.asked(text)
    const chosen = bestFor(resolution, asked)
    const dependencies = distinct(dependenciesOf(resolution, chosen, asked.constraint.pin, new Set(), pulled))
    for (const needed of dependencies) list(needed)
    for (const needed of pulledInBy(tables, dependencies)) list(needed)
    list(chosen)
  }
  return installed
}

/** Packages whose `install_if` the dependencies of one world entry meet, word for word; their own dependencies are left alone. */
function pulledInBy(tables: SolverTables, dependencies: readonly ApkoPackage[]): ApkoPackage[] {
  const found: ApkoPackage[] = []
  let present: Set<string> | undefined
  for (const { candidate } of dependencies) {
    for (const name of tables.conditionals(candidate.name)) {
      for (const { candidate: pulled } of tables.providers(name)) {
        const conditions = pulled.record.installIf
        if (conditions.length === 0) continue
        present ??= new Set(dependencies.flatMap(({ name, version }) => [name, `${name}=${version}`]))
        if (conditions.every((text) => present!.has(text))) found.push(tables.asApko.of(pulled))
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
