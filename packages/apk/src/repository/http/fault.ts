import { HttpError } from '@nacre/http'
import { ApkError } from '../../error.ts'

/** What was being fetched, for messages and details. */
export interface Fetched {
  /** `the index for x86_64`, `curl-8.9.1-r0`. */
  readonly what: string
  /** The repository, redacted. */
  readonly repository: string
  readonly details?: Readonly<Record<string, unknown>>
}

/**
 * What a failed fetch is reported as: ERR_APK_OFFLINE or ERR_APK_FETCH with the HttpError as cause. Other errors, and those of
 * an aborted signal, are returned as they are.
 */
export function fetchFault(error: unknown, { what, repository, details = {} }: Fetched): unknown {
  if (!(error instanceof HttpError) || error.code === 'ERR_HTTP_ABORTED') return error
  if (error.code === 'ERR_HTTP_OFFLINE') {
    return new ApkError(
      'ERR_APK_OFFLINE',
      `Fetching ${what} from ${repository}: it is not in the cache, and the network is not to be used. Fetch it once while online with the same cache, or allow the network`,
      { details: { repository, ...details }, cause: error },
    )
  }
  const { status } = error.details
  return new ApkError('ERR_APK_FETCH', `Fetching ${what} from ${repository} failed. ${error.message}`, {
    details: { repository, ...details, http: error.code, ...(status === undefined ? {} : { status }) },
    cause: error,
  })
}

/** The error for a repository that has no index for an architecture. */
export function indexNotFound(repository: string, arch: string, tried: readonly string[]): ApkError {
  return new ApkError(
    'ERR_APK_REPOSITORY_EMPTY',
    `Reading the repository ${repository}: the server has no index for ${arch}. Check the URL and the architecture; the URL ends before the folder of the architecture`,
    { details: { repository, arch, tried } },
  )
}
