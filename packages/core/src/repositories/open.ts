import { httpRepository, type Keyring, localRepository, type Repository } from '@nacre/apk'
import type { Attachments } from '../definition/attachments.ts'
import type { ImageDefinition, RepositoryEntry } from '../definition/definition.ts'
import { ImageError } from '../error.ts'
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
  if (entries.length === 0) {
    throw new ImageError(
      'ERR_IMAGE_REPOSITORY_NONE',
      'Planning the image: the definition names no repository. Add one with .from().',
    )
  }
  return entries.map((entry) => ({
    entry,
    repository: attachments.repositories.get(entry.location) ?? openRepository(entry, keyring, services),
  }))
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
  const options = { keyring, ...(tag === undefined ? {} : { tag }) }
  if (/^https?:/i.test(location)) {
    const { transport, store, offline } = services
    return httpRepository(location, {
      ...options,
      transport,
      offline,
      ...(store === undefined ? {} : { cache: store }),
    })
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
