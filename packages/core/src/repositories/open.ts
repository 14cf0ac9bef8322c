import { httpRepository, type Keyring, localRepository, type Repository } from '@nacre/apk/repository'
import type { Attachments } from '../definition/attachments.ts'
import type { ImageDefinition, RepositoryEntry } from '../definition/definition.ts'
import { formatRepositoryLine } from '../definition/repository-line.ts'
import { ImageError } from '../error.ts'
import { requestedPackages } from '../install/world.ts'
import type { Services } from '../services.ts'

/** A repository ready to be read, and the entry that named it. */
export interface OpenRepository {
  readonly entry: RepositoryEntry
  readonly repository: Repository
}

/**
 * The repositories that a definition resolves from, opened: those that were handed over as objects, directories, URLs.
 * What is named by a directory or URL is verified with the keyring, always.
 *
 * @throws ImageError `ERR_IMAGE_REPOSITORY_NONE`, `ERR_IMAGE_REPOSITORY_UNKNOWN`
 */
export function openRepositories(
  definition: ImageDefinition,
  attachments: Attachments,
  keyring: Keyring,
  services: Services,
): OpenRepository[] {
  const entries = buildRepositories(definition)
  if (entries.length === 0 && requestedPackages(definition).length > 0) {
    throw new ImageError(
      'ERR_IMAGE_REPOSITORY_NONE',
      'Planning the image: the definition asks for packages and names no repository. Add one with .from().',
    )
  }
  return entries.map((entry) => ({
    entry,
    repository: handedOver(entry, attachments, services) ?? openRepository(entry, keyring, services),
  }))
}

/** The open repository that stands behind an entry, under the name that the entry gives it; one that sends nothing where nothing is to be sent. */
export function handedOver(
  entry: RepositoryEntry,
  { repositories }: Attachments,
  { offline }: Pick<Services, 'offline'>,
): Repository | undefined {
  const given = repositories.get(formatRepositoryLine(entry))
  const repository = offline ? (given?.offline?.() ?? given) : given
  if (repository === undefined || repository.name === entry.location) return repository
  return renamed(repository, entry.location)
}

function renamed(repository: Repository, name: string): Repository {
  const arches = repository.arches?.bind(repository)
  return {
    name,
    ...(repository.tag === undefined ? {} : { tag: repository.tag }),
    index: (arch, options) => repository.index(arch, options),
    package: (record, options) => repository.package(record, options),
    search: (query, options) => repository.search(query, options),
    ...(arches === undefined ? {} : { arches }),
  }
}

/** The entries that serve to resolve. */
export function buildRepositories(definition: ImageDefinition): readonly RepositoryEntry[] {
  return definition.repositories.filter((entry) => entry.use !== 'runtime')
}

/**
 * Opens the place that an entry names.
 *
 * @throws ImageError `ERR_IMAGE_REPOSITORY_UNKNOWN` for one in the memory of another process
 */
export function openRepository({ location, tag }: RepositoryEntry, keyring: Keyring, services: Services): Repository {
  const { transport, store, offline } = services
  const options = {
    keyring,
    ...(tag === undefined ? {} : { tag }),
    ...(store === undefined ? {} : { cache: store }),
  }
  // What is neither a directory nor `file://` is for httpRepository to open, or to refuse.
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(location) && !/^file:/i.test(location)) {
    return httpRepository(location, { ...options, transport, offline })
  }
  if (location.startsWith('memory:')) throw unknown(location)
  return localRepository(location, options)
}

function unknown(location: string): ImageError {
  return new ImageError(
    'ERR_IMAGE_REPOSITORY_UNKNOWN',
    `Opening the repository ${location}: it lived in the memory of another process. Hand it over again with .from().`,
    { details: { location } },
  )
}
