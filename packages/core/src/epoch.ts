import { ImageError } from './error.ts'

/** The last second whose year has four digits (RFC 3339 section 5.6, "date-fullyear"). */
const LAST_SECOND = 253_402_300_799

/** `2024-01-31T00:00:00Z`: RFC 3339 in UTC, to the second. */
export function timestamp(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')
}

/**
 * The date that was asked for: an option in seconds since 1970, otherwise the variable `SOURCE_DATE_EPOCH`
 * (reproducible-builds.org specification), otherwise nothing.
 *
 * @throws ImageError `ERR_IMAGE_EPOCH` when it is no whole number of seconds, or beyond the year 9999.
 */
export function requestedEpoch(
  option: number | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): number | undefined {
  const text = environment['SOURCE_DATE_EPOCH']?.trim()
  if (option === undefined && !text) return undefined
  const seconds = option ?? (/^\d+$/.test(text!) ? Number(text) : Number.NaN)
  if (Number.isSafeInteger(seconds) && seconds >= 0 && seconds <= LAST_SECOND) return seconds
  throw new ImageError(
    'ERR_IMAGE_EPOCH',
    `Choosing the image's date: ${option ?? text} is no whole number of seconds since 1970, or beyond the year 9999. Correct "epoch" or SOURCE_DATE_EPOCH.`,
    { details: { epoch: option ?? text } },
  )
}
