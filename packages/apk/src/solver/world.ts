import { compareNames } from '../apkindex/sort.ts'
import { parseDependency } from '../dependency/dependency.ts'
import type { Requirement } from './candidate.ts'
import type { SolverTables } from './tables.ts'

/**
 * Reads world entries and puts them in apk's order: by name, regardless of case first. Entries that occur twice are taken once.
 *
 * @throws ApkError ERR_APK_DEPENDENCY_INVALID an entry cannot be read
 */
export function readWorld(tables: SolverTables, entries: readonly string[]): Requirement[] {
  const world = [...new Set(entries)].map((text) => {
    const dependency = parseDependency(text)
    return { ...dependency, id: tables.names.intern(dependency.name), text }
  })
  return world.sort((a, b) => compareNames(a.name, b.name))
}
