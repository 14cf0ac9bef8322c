/** Codes of {@link SbomError}. */
export type SbomErrorCode =
  | 'ERR_SBOM_TOO_LARGE'
  | 'ERR_SBOM_SYNTAX'
  | 'ERR_SBOM_SHAPE'
  | 'ERR_SBOM_FORMAT'
  | 'ERR_SBOM_EMBEDDED_MISSING'
  | 'ERR_SBOM_PURL'
  | 'ERR_SBOM_OS_RELEASE'

/** Every error that this package throws on purpose. `details` is plain data; `code` is stable. */
export class SbomError extends Error {
  override readonly name = 'SbomError'
  readonly code: SbomErrorCode
  readonly details: Readonly<Record<string, unknown>>

  constructor(
    code: SbomErrorCode,
    message: string,
    options: { details?: Readonly<Record<string, unknown>>; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.details = options.details ?? {}
  }
}
