import { OciError } from '../error.ts'

/** The error of a place that does not hold what was asked for. */
export function notFound(place: string, what: string, details: Readonly<Record<string, unknown>> = {}): OciError {
  return new OciError(
    'ERR_OCI_NOT_FOUND',
    `Looking for ${what} in ${place}: there is no such content; check the reference, or copy it there first`,
    { details: { ...details, place, what } },
  )
}
