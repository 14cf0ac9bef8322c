import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRetryAfter } from './retry-after.ts'

const NOW = Date.UTC(2026, 0, 1)

describe('parseRetryAfter', () => {
  it.each([
    ['0', 0],
    ['120', 120_000],
    [' 5 ', 5_000],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['Wed, 31 Dec 2025 23:59:00 GMT', 0],
  ])('%j is %i ms', (value, delay) => {
    expect(parseRetryAfter(value, NOW)).toBe(delay)
  })

  it.each(['', '-1', '1.5', '1e3', 'soon', '0x10'])('%j means nothing', (value) => {
    expect(parseRetryAfter(value, NOW)).toBeUndefined()
  })

  it('gives a finite wait or nothing for any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\d{1,400}$/)), (value) => {
        const delay = parseRetryAfter(value, NOW)
        expect(delay === undefined || (Number.isSafeInteger(delay) && delay >= 0)).toBe(true)
      }),
    )
  })
})
