import type { Repository } from '@nacre/apk'
import type { ImageError } from '../error.ts'
import type { RepositoryEntry } from './definition.ts'
import { definitionError } from './definition-error.ts'
import { formatRepositoryLine, parseRepositoryLine } from './repository-line.ts'

/** What `.from` takes: an open repository, an entry, several of either, or a line (`https://…`, `@tag https://…`, a directory). */
export type RepositorySource = string | Repository | RepositoryEntry | readonly RepositorySource[]

/** The repositories of a definition, and the open ones among them by their {@link formatRepositoryLine}. */
export interface NamedRepositories {
  readonly entries: readonly RepositoryEntry[]
  readonly open: ReadonlyMap<string, Repository>
}

/**
 * Adds repositories to those that are there. An open one stands in for the entry of its name and tag; several of one name in memory
 * each get an entry of their own (`memory:`, `memory:#2`), since the name says nothing about what they hold.
 *
 * @throws ImageError `ERR_IMAGE_DEFINITION` for what is no repository
 */
export function addRepositories(known: NamedRepositories, sources: readonly RepositorySource[]): NamedRepositories {
  const entries = [...known.entries]
  const open = new Map(known.open)
  const take = (source: RepositorySource): void => {
    if (typeof source === 'string') entries.push(parseRepositoryLine(source))
    else if (isList(source)) source.forEach(take)
    else if (typeof source !== 'object' || source === null) throw noRepository()
    else if ('location' in source) entries.push(source)
    else {
      const entry = entryFor(source, open)
      const line = formatRepositoryLine(entry)
      open.set(line, source)
      if (!entries.some((one) => formatRepositoryLine(one) === line)) entries.push(entry)
    }
  }
  sources.forEach(take)
  return { entries, open }
}

function entryFor(source: Repository, open: ReadonlyMap<string, Repository>): RepositoryEntry {
  const { name, tag } = source
  for (let count = 1; ; count++) {
    const location = count === 1 ? name : `${name}#${count}`
    const entry = { location, ...(tag === undefined ? {} : { tag }) }
    const other = open.get(formatRepositoryLine(entry))
    if (other === undefined || other === source || !name.startsWith('memory:')) return entry
  }
}

function noRepository(): ImageError {
  const message = '.from() was given what is neither a repository, a URL nor a directory'
  return definitionError([{ path: 'repositories', message }])
}

function isList(source: RepositorySource): source is readonly RepositorySource[] {
  return Array.isArray(source)
}
