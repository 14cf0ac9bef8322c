import { HttpError, redactUrl } from '@nacre/http'
import { ApkError } from '../../error.ts'

/** The error for keys that could not be found; `cause` says why, where something failed. */
export function discoveryFault(from: string, why: string, remedy: string, cause?: unknown): ApkError {
  const url = redactUrl(from)
  const status = cause instanceof HttpError ? cause.details.status : undefined
  return new ApkError('ERR_APK_KEY_DISCOVERY', `Looking for keys at ${url}: ${why}. ${remedy}`, {
    details: { url, ...(status === undefined ? {} : { status }) },
    cause,
  })
}

/**
 * What a failure on the way is reported as. A signal that was aborted, and a network that is not to be used, are reported as
 * such.
 */
export function discoveryFailure(from: string, cause: unknown): unknown {
  if (cause instanceof ApkError) return cause
  if (!(cause instanceof HttpError)) return cause
  if (cause.code === 'ERR_HTTP_ABORTED') return cause
  if (cause.code === 'ERR_HTTP_OFFLINE') {
    return new ApkError(
      'ERR_APK_OFFLINE',
      `Looking for keys at ${redactUrl(from)}: they are not in the cache, and the network is not to be used. Give the keys as files, or look once while online with the same cache`,
      { details: { url: redactUrl(from) }, cause },
    )
  }
  return discoveryFault(from, 'it failed', cause.message, cause)
}
