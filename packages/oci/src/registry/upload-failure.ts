import { HttpError } from '@nacre/http'
import { isOciError, type OciError } from '../error.ts'

/** A failure of one attempt after which another one makes sense. */
export class UploadFailure extends Error {
  readonly code: string
  /** What happened. */
  readonly reason: Error
  /** Milliseconds to wait, when the registry has said so. */
  readonly delay: number | undefined

  constructor(reason: OciError | HttpError, delay: number | undefined) {
    super(reason.message, { cause: reason })
    this.code = reason.code
    this.reason = reason
    this.delay = delay
  }
}

const TRANSIENT: ReadonlySet<string> = new Set([
  'ERR_HTTP_CONNECT',
  'ERR_HTTP_RESET',
  'ERR_HTTP_TIMEOUT',
  'ERR_HTTP_PROTOCOL',
  'ERR_HTTP_BODY_BROKEN',
])

/**
 * The failure to recover from, or the error itself thrown on: faults of the content and of the caller are final.
 *
 * @throws what was given, when trying again cannot help
 */
export function classifyFailure(error: unknown, signal: AbortSignal | undefined): UploadFailure {
  if (signal?.aborted) throw error
  if (error instanceof UploadFailure) return error
  if (error instanceof HttpError) {
    if (error.code === 'ERR_HTTP_REQUEST_BODY' && isOciError(error.cause)) throw error.cause
    if (TRANSIENT.has(error.code)) return new UploadFailure(error, undefined)
  }
  throw error
}
