import { platform } from '#platform'
import { ArchiveError } from '../error.ts'
import { toHex } from '../hex.ts'
import { encodeText } from '../tar/text.ts'
import { CONTENT_NAMESPACE } from './store.ts'

/**
 * Checks a namespace, and a key where the namespace says what it looks like.
 *
 * @throws ArchiveError `ERR_ARCHIVE_ARGUMENT`
 */
export function checkKey(namespace: string, key: string): void {
  if (!/^[a-z0-9][a-z0-9.-]{0,63}$/.test(namespace)) {
    throw new ArchiveError(
      'ERR_ARCHIVE_ARGUMENT',
      `using a store: ${JSON.stringify(namespace)} is no namespace; use up to 64 of a-z, 0-9, dot and hyphen`,
      { details: { namespace } },
    )
  }
  if (namespace !== CONTENT_NAMESPACE || /^[0-9a-f]{64}$/.test(key)) return
  throw new ArchiveError(
    'ERR_ARCHIVE_ARGUMENT',
    `using a store: ${JSON.stringify(key)} is no key of the namespace ${CONTENT_NAMESPACE}; use the 64 hexadecimal digits of the content's SHA-256`,
    { details: { namespace, key } },
  )
}

/** File name of an entry: its key where that is a digest, else the SHA-256 of the key. */
export function entryName(namespace: string, key: string): string {
  return namespace === CONTENT_NAMESPACE ? key : toHex(platform.hash('sha256', encodeText(key)))
}

/** The error for content that is not what its key says. */
export function contentMismatch(key: string, actual: string): ArchiveError {
  return new ArchiveError(
    'ERR_ARCHIVE_STORE_MISMATCH',
    `putting content into a store: it should have the SHA-256 ${key}, it has ${actual}; fetch it again from where it came`,
    { details: { expected: key, actual } },
  )
}
