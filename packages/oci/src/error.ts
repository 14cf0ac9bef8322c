/** Stable name of a fault, such as `ERR_OCI_NOT_FOUND`. Codes are never renamed; new ones may be added. */
export type OciErrorCode = `ERR_OCI_${string}`

/** What an {@link OciError} carries beside its message. */
export interface OciErrorOptions {
  /** Plain data for programs: digests, paths, faults. Never a secret. */
  readonly details?: Readonly<Record<string, unknown>>
  /** The error that led to this one. */
  readonly cause?: unknown
}

/**
 * The one error class of `@nacre/oci`. The message says what was being done, what was met, and what to do about it;
 * `code` is what programs compare.
 */
export class OciError extends Error {
  override readonly name: string = 'OciError'
  readonly code: OciErrorCode
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: OciErrorCode, message: string, options: OciErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.details = options.details ?? {}
  }
}

/** True for an {@link OciError}, and, when `code` is given, only for one with that code. */
export function isOciError(error: unknown, code?: OciErrorCode): error is OciError {
  return error instanceof OciError && (code === undefined || error.code === code)
}
