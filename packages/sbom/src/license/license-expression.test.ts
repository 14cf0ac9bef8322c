import fc from 'fast-check'
import parse from 'spdx-expression-parse'
import ids from 'spdx-license-ids/index.json' with { type: 'json' }
import { describe, expect, it } from 'vitest'
import { licenseExpression } from './license-expression.ts'

describe('licenseExpression', () => {
  it.each([
    ['MIT', 'MIT'],
    ['', 'NOASSERTION'],
    ['NONE', 'NONE'],
    ['mit', 'MIT'],
    ['GPL-2.0+', 'GPL-2.0+'],
    ['GPL-3.0-or-later WITH GCC-exception-3.1', 'GPL-3.0-or-later WITH GCC-exception-3.1'],
    ['(MIT or Apache-2.0) and ISC', '(MIT OR Apache-2.0) AND ISC'],
    ['MIT AND (ISC AND (Zlib))', 'MIT AND ISC AND Zlib'],
    ['MIT BSD-2-Clause', 'MIT AND BSD-2-Clause'],
    ['MIT OR ISC Zlib', 'MIT OR ISC AND Zlib'],
    ['custom', 'LicenseRef-custom'],
    ['LicenseRef-mine AND MIT', 'LicenseRef-mine AND MIT'],
  ])('%j becomes %j', (text, expression) => {
    expect(licenseExpression(text).expression).toBe(expression)
  })

  it('keeps the text of a term that is no licence, and tells two terms apart that would share an identifier', () => {
    const { expression, licenses } = licenseExpression('MIT AND custom:foo AND custom/foo')
    expect(expression).toMatch(/^MIT AND LicenseRef-custom-foo-[0-9a-f]{8} AND LicenseRef-custom-foo-[0-9a-f]{8}$/)
    expect(licenses.map(({ text }) => text)).toEqual(['custom:foo', 'custom/foo'])
  })

  it('takes text without structure as one licence', () => {
    expect(licenseExpression('MIT and (custom OR X').licenses).toEqual([
      expect.objectContaining({ text: 'MIT and (custom OR X' }),
    ])
  })

  it('never gives an invalid expression, and every LicenseRef has a text', () => {
    const word = fc.oneof(
      fc.constantFrom(...ids.slice(0, 40), 'AND', 'OR', 'WITH', 'and', '(', ')', '+', 'custom', 'GPL2', '@', ':'),
      fc.string({ maxLength: 12, unit: 'binary' }),
    )
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), fc.constantFrom(' ', '', '\t'), (words, separator) => {
        const { expression, licenses } = licenseExpression(words.join(separator))
        if (expression !== 'NOASSERTION' && expression !== 'NONE') expect(() => parse(expression)).not.toThrow()
        const refs = expression.match(/LicenseRef-[A-Za-z0-9.-]+/g) ?? []
        expect(new Set(licenses.map(({ id }) => id))).toEqual(new Set(refs))
        for (const { text } of licenses) expect(text).not.toBe('')
        expect(licenseExpression(expression).expression).toBe(expression)
      }),
      { numRuns: 2000 },
    )
  })

  it('survives nesting and length that a recursive parser does not', () => {
    expect(licenseExpression('('.repeat(100_000)).expression).toMatch(/^LicenseRef-/)
    expect(licenseExpression(`${'('.repeat(1500)}MIT${')'.repeat(1500)}`).expression).toMatch(/^(MIT|LicenseRef-.*)$/)
    expect(licenseExpression('MIT AND '.repeat(10_000)).expression).toMatch(/^LicenseRef-/)
  })
})
