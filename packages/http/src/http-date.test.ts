import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseHttpDate } from './http-date.ts'

const NOW = Date.UTC(2026, 0, 1)

describe('parseHttpDate', () => {
  it.each(['Sun, 06 Nov 1994 08:49:37 GMT', 'Sunday, 06-Nov-94 08:49:37 GMT', 'Sun Nov  6 08:49:37 1994'])(
    'reads the example of RFC 9110 section 5.6.7: %s',
    (text) => {
      expect(parseHttpDate(text, NOW)).toBe(784_111_777_000)
    },
  )

  it('takes a two-digit year within 50 years ahead as one to come', () => {
    expect(parseHttpDate('Monday, 06-Jan-76 00:00:00 GMT', NOW)).toBe(Date.UTC(2076, 0, 6))
    expect(parseHttpDate('Monday, 06-Jan-77 00:00:00 GMT', NOW)).toBe(Date.UTC(1977, 0, 6))
  })

  it.each([
    '',
    'tomorrow',
    'Sun, 31 Feb 2021 00:00:00 GMT',
    'Sun, 06 Nov 1994 24:00:00 GMT',
    'Sun, 06 Nov 1994 08:49:37 CET',
  ])('refuses %j', (text) => {
    expect(parseHttpDate(text, NOW)).toBeUndefined()
  })

  it('reads back every date that toUTCString writes', () => {
    const range = { min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true }
    fc.assert(
      fc.property(fc.date(range), (date) => {
        expect(parseHttpDate(date.toUTCString(), NOW)).toBe(Math.floor(date.getTime() / 1000) * 1000)
      }),
    )
  })
})
