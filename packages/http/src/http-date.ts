const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** IMF-fixdate, RFC 9110 section 5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`. */
const IMF = /^[A-Z][a-z]{2}, (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/
/** Obsolete: `Sunday, 06-Nov-94 08:49:37 GMT`. */
const RFC850 = /^[A-Z][a-z]{5,8}, (\d{2})-([A-Z][a-z]{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2}) GMT$/
/** Obsolete: `Sun Nov  6 08:49:37 1994`. */
const ASCTIME = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) ([ \d]\d) (\d{2}):(\d{2}):(\d{2}) (\d{4})$/

function time(year: number, month: string, day: string, clock: readonly string[]): number | undefined {
  const [hours = 0, minutes = 0, seconds = 0] = clock.map(Number)
  const index = MONTHS.indexOf(month)
  const date = new Date(0)
  date.setUTCFullYear(year, index, Number(day))
  // A leap second is written as :60.
  if (index < 0 || date.getUTCDate() !== Number(day) || hours > 23 || minutes > 59 || seconds > 60) return undefined
  return date.getTime() + ((hours * 60 + minutes) * 60 + seconds) * 1000
}

/** RFC 9110 section 5.6.7: a two-digit year more than 50 years ahead is one of the past century. */
function fullYear(twoDigits: number, now: number): number {
  const thisYear = new Date(now).getUTCFullYear()
  const year = thisYear - (thisYear % 100) + twoDigits
  return year > thisYear + 50 ? year - 100 : year
}

/**
 * Parses an HTTP date in any of the three forms of RFC 9110 section 5.6.7.
 *
 * @param now - milliseconds since 1970, for the century of two-digit years
 * @returns milliseconds since 1970, or undefined for anything else
 */
export function parseHttpDate(text: string, now: number): number | undefined {
  const imf = IMF.exec(text)
  if (imf !== null) return time(Number(imf[3]), imf[2] ?? '', imf[1] ?? '', imf.slice(4))
  const rfc850 = RFC850.exec(text)
  if (rfc850 !== null) return time(fullYear(Number(rfc850[3]), now), rfc850[2] ?? '', rfc850[1] ?? '', rfc850.slice(4))
  const asctime = ASCTIME.exec(text)
  if (asctime !== null) return time(Number(asctime[6]), asctime[1] ?? '', asctime[2] ?? '', asctime.slice(3, 6))
  return undefined
}
