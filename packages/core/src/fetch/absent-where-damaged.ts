import { ArchiveError } from '@nacre/archive'

/** Takes an entry of a store that is damaged as one that is not there; it was removed. */
export function absentWhereDamaged(error: unknown): undefined {
  if (error instanceof ArchiveError && error.code === 'ERR_ARCHIVE_STORE_CORRUPT') return undefined
  throw error
}
