import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseContentRange } from './content-range.ts'

describe('parseContentRange', () => {
  it.each([
    ['bytes 42-1233/1234', { first: 42, last: 1233, complete: 1234 }],
    ['bytes 42-1233/*', { first: 42, last: 1233, complete: undefined }],
    ['bytes */1234', { complete: 1234 }],
  ])('reads the examples of RFC 9110 section 14.4: %s', (value, range) => {
    expect(parseContentRange(value)).toEqual(range)
  })

  it.each([
    '',
    'bytes',
    'items 0-1/2',
    'bytes 5-4/10',
    'bytes 0-10/10',
    'bytes 0-1',
    'bytes -1/2',
    'bytes 0-9999999999999999/*',
  ])('refuses %j', (value) => {
    expect(parseContentRange(value)).toBeUndefined()
  })

  it('gives an ordered range or nothing for any text', () => {
    const number = fc.bigInt({ min: 0n, max: 10n ** 18n }).map(String)
    const value = fc
      .tuple(number, number, fc.oneof(number, fc.constant('*')))
      .map(([a, b, c]) => `bytes ${a}-${b}/${c}`)
    fc.assert(
      fc.property(fc.oneof(fc.string(), value), (text) => {
        const range = parseContentRange(text)
        if (range === undefined || !('first' in range)) return
        expect(range.first).toBeLessThanOrEqual(range.last)
        expect(range.last).toBeLessThan(range.complete ?? Infinity)
      }),
    )
  })
})
