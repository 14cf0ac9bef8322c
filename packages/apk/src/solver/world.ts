import { compareNames } from '../apkindex/sort.ts'
import { parseDependency } from '../dependency/dependency.ts'
import { ApkError } from '../error.ts'
import type { Requirement } from './candidate.ts'
import { checkWorld } from './check-options.ts'
import type { SolverTables } from './tables.ts'

/**
 * Reads world entries and puts them in apk's order: by name, regardless of case first. Entries that occur twice are taken once.
 *
 * @param form whose way of writing a tag beside a version: `name@tag=version` (apk), or `name=version@tag` too (apko)
 * @throws ApkError ERR_APK_DEPENDENCY_INVALID an entry cannot be read
 * @throws ApkError ERR_APK_TAG_UNKNOWN an entry asks for a tag that no repository has
 * @throws ApkError ERR_APK_SOLVER_OPTIONS the world is no array of texts
 */
export function readWorld(
  tables: SolverTables,
  entries: readonly string[],
  form: 'apk' | 'apko' = 'apk',
): Requirement[] {
  checkWorld(entries)
  const world = [...new Set(entries)].map((text) => {
    const dependency = parseDependency(form === 'apko' ? tagFirst(text) : text)
    if (dependency.tag !== undefined && !tables.tags.includes(dependency.tag))
      throw unknownTag(tables, text, dependency.tag)
    return { ...dependency, id: tables.names.intern(dependency.name), text }
  })
  return world.sort((a, b) => compareNames(a.name, b.name))
}

/** `name=version@tag` as `name@tag=version`. Source: apko `pkg/apk/apk/version.go`. */
function tagFirst(text: string): string {
  return text.includes('@') ? text.replace(/^([^@=><~]+)([=><~]+[^@]+)(@[a-zA-Z0-9]+)$/, '$1$3$2') : text
}

function unknownTag(tables: SolverTables, text: string, tag: string): ApkError {
  const known = tables.tags.slice(1).map((name) => `@${name}`)
  const there = known.length === 0 ? 'no repository has a tag' : `the tags are ${known.join(', ')}`
  return new ApkError(
    'ERR_APK_TAG_UNKNOWN',
    `Choosing packages: ${text} asks for a repository tagged @${tag}, but ${there}. Tag the repository, or leave the tag out`,
    { details: { text, tag, tags: tables.tags.slice(1) } },
  )
}
