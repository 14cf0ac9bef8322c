import { ApkError, type ApkErrorCode } from '../error.ts'

/** A fault met while reading a v3 file, in the message grammar of the package. */
export function readFault(
  code: ApkErrorCode,
  met: string,
  details: Readonly<Record<string, unknown>> = {},
  cause?: unknown,
): ApkError {
  return new ApkError(code, `Reading a v3 file: ${met}. Fetch or build the file again`, { details, cause })
}
