/** Stable names of what can go wrong while an image is defined, planned, built or written. */
export type ImageErrorCode = `ERR_IMAGE_${string}`

/** Data that goes with an {@link ImageError}; its keys depend on the code. */
export type ImageErrorDetails = Readonly<Record<string, unknown>>

/**
 * The one error class of `@nacre/core`. The message says what was being done, what was met, and what to do
 * about it; `code` is stable, `details` is plain data, `cause` is the error underneath, if there is one.
 */
export class ImageError extends Error {
  override readonly name = 'ImageError'
  readonly code: ImageErrorCode
  readonly details: ImageErrorDetails

  constructor(code: ImageErrorCode, message: string, options: { details?: ImageErrorDetails; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.details = options.details ?? {}
  }
}
