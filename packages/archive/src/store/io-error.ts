import { ArchiveError } from '../error.ts'

/** Whether an error says that a file or folder is not there. */
export function isAbsent(error: unknown): boolean {
  const code = errorCode(error)
  return code === 'ENOENT' || code === 'ENOTDIR'
}

/** The `code` of an error of `node:fs`. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** The error for a store whose directory cannot be used. */
export function storeIoError(doing: string, directory: string, cause: unknown): ArchiveError {
  const reason = errorCode(cause) ?? 'unknown'
  return new ArchiveError(
    'ERR_ARCHIVE_STORE_IO',
    `${doing} in the store ${directory}: the file system says ${reason}; check space, permissions and the path, or clear the store`,
    { details: { directory, reason }, cause },
  )
}
