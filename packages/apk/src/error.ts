/** A stable code of the form `ERR_APK_…`; every function names the codes it throws. */
export type ApkErrorCode = `ERR_APK_${string}`

/** What an {@link ApkError} may carry beside its code and message. */
export interface ApkErrorOptions {
  /** Plain data about what was met: names, offsets, limits. Never secrets, never key material. */
  details?: Readonly<Record<string, unknown>>
  cause?: unknown
}

/** The one error class of `@nacre/apk`: bad input, bad signatures, broken repositories. */
export class ApkError extends Error {
  /** Stable across versions; program against this, never against the message. */
  readonly code: ApkErrorCode
  /** Plain data about what was met. */
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: ApkErrorCode, message: string, options: ApkErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'ApkError'
    this.code = code
    this.details = options.details ?? {}
  }
}
