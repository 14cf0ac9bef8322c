import { ArchiveError } from '@nacre/archive'
import { ApkError, type ApkErrorCode } from './error.ts'

/**
 * Names what was being read when the archive layer met a fault; errors of other kinds pass unchanged.
 *
 * Codes: ERR_APK_LIMIT a size or count passed its limit; ERR_APK_TRUNCATED the bytes end too early; ERR_APK_ARCHIVE everything
 * else that is wrong with gzip or tar, the exact fault in `details.archiveCode`.
 */
export function archiveFault(doing: string, error: unknown): unknown {
  if (!(error instanceof ArchiveError)) return error
  return new ApkError(faultCode(error.code), `${doing}: ${error.message}`, {
    details: { ...error.details, archiveCode: error.code },
    cause: error,
  })
}

function faultCode(code: string): ApkErrorCode {
  if (code === 'ERR_ARCHIVE_LIMIT') return 'ERR_APK_LIMIT'
  if (code === 'ERR_ARCHIVE_TRUNCATED') return 'ERR_APK_TRUNCATED'
  return 'ERR_APK_ARCHIVE'
}
