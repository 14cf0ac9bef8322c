import { type NumberContext, unreadable } from './number.ts'

/**
 * A whole decimal number in a PAX record.
 *
 * @throws ArchiveError `ERR_ARCHIVE_TAR_NUMBER`
 */
export function paxInteger(text: string, context: NumberContext): number {
  const value = Number(text)
  if (!/^-?[0-9]{1,16}$/.test(text) || !Number.isSafeInteger(value))
    throw unreadable(context, 'its PAX record is no whole number')
  return value
}

/**
 * Whole seconds of a PAX time, which may have a fraction: the greatest whole number that is not later.
 *
 * @throws ArchiveError `ERR_ARCHIVE_TAR_NUMBER`
 */
export function paxSeconds(text: string, context: NumberContext): number {
  const match = /^(-?[0-9]{1,16})(?:\.([0-9]*))?$/.exec(text)
  const whole = Number(match?.[1])
  if (match === null || !Number.isSafeInteger(whole)) throw unreadable(context, 'its PAX record is no time')
  const early = text.startsWith('-') && /[1-9]/.test(match[2] ?? '')
  return early ? whole - 1 : whole
}
