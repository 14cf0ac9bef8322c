import { type Keyring, localRepository, type Repository } from '@nacre/apk'
import type { Attachments } from '../definition/chain.ts'
import type { ImageDefinition, RepositoryEntry } from '../definition/definition.ts'
import { ImageError } from '../error.ts'

/**
 * The repositories that a definition resolves from, opened: those that were handed over as objects, directories, URLs.
 *
 * @throws ImageError `ERR_IMAGE_REPOSITORY_NONE`, `ERR_IMAGE_REPOSITORY_UNKNOWN`
 */
export function openRepositories(
  definition: ImageDefinition,
  attachments: Attachments,
  keyring: Keyring,
): Repository[] {
  const entries = definition.repositories.filter((entry) => entry.use !== 'runtime')
  if (entries.length === 0) {
    throw new ImageError(
      'ERR_IMAGE_REPOSITORY_NONE',
      'Planning the image: the definition names no repository. Add one with .from().',
    )
  }
  return entries.map((entry) => attachments.repositories.get(entry.location) ?? openRepository(entry, keyring))
}

function openRepository({ location, tag }: RepositoryEntry, keyring: Keyring): Repository {
  const options = { keyring, ...(tag === undefined ? {} : { tag }) }
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
