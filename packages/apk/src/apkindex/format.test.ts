import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { IndexRecord } from '../metadata/metadata.ts'
import { formatIndex } from './format.ts'
import { parseIndex } from './parse.ts'
import { emptyRecord } from './record-field.ts'
import { compareNames, sortRecords } from './sort.ts'

const small: IndexRecord = { ...emptyRecord(), checksum: 'Q1x', name: 'a', version: '1-r0' }

describe('formatIndex', () => {
  it('writes S I T U L even when empty, and nothing else that is empty', () => {
    expect(formatIndex([small])).toBe('C:Q1x\nP:a\nV:1-r0\nS:0\nI:0\nT:\nU:\nL:\n\n')
  })

  it('writes the fields in the order of apk index', () => {
    const full: IndexRecord = {
      ...small,
      arch: 'x86',
      origin: 'o',
      maintainer: 'm',
      buildTime: 1,
      commit: 'c',
      providerPriority: 2,
      depends: ['d', 'e'],
      provides: ['p'],
      installIf: ['i'],
    }
    const letters = (text: string) => text.replace(/^(.).*\n?/gm, '$1')
    expect(letters(formatIndex([full]).trimEnd())).toBe('CPVASITULomtckDpi')
    expect(
      letters(
        formatIndex([{ ...full, url: 'u', license: 'l', size: 1, installedSize: 1 }], { style: 'apko' }).trimEnd(),
      ),
    ).toBe('CPVASITULomtcDipk')
  })

  it('is undone by parseIndex', () => {
    const word = fc.stringMatching(/^[!-~]{1,12}$/)
    const text = fc.stringMatching(/^[ -~äł]{0,20}$/)
    const count = fc.nat()
    const record: fc.Arbitrary<IndexRecord> = fc.record(
      {
        checksum: word,
        name: word,
        version: word,
        arch: word,
        size: count,
        installedSize: count,
        description: text,
        url: text,
        license: text,
        origin: text,
        maintainer: text,
        buildTime: count,
        commit: text,
        providerPriority: count,
        depends: fc.array(word),
        provides: fc.array(word),
        installIf: fc.array(word),
      },
      { noNullPrototype: true },
    )
    fc.assert(
      fc.property(fc.array(record, { maxLength: 4 }), (records) => {
        expect(parseIndex(formatIndex(records))).toEqual(records)
        expect(parseIndex(formatIndex(records, { style: 'apko' }))).toEqual(records)
      }),
    )
  })

  it.each([
    ['a line break', { description: 'x\nP:evil' }],
    ['a list item with a space', { depends: ['a b'] }],
    ['an empty list item', { provides: [''] }],
    ['a negative number', { size: -1 }],
    ['a fraction', { buildTime: 0.5 }],
  ])('refuses %s, which would change the meaning', (_, fault) => {
    expect(() => formatIndex([{ ...small, ...fault }])).toThrow(
      expect.objectContaining({ code: 'ERR_APK_INDEX_VALUE' }),
    )
  })
})

describe('sortRecords', () => {
  it('sorts by name without regard to case, then bytewise, then by version ascending', () => {
    const records = ['b 1', 'a 2', 'B 1', 'a 10', 'ab 1', 'a-b 1', 'a 1_rc1'].map((text) => {
      const [name = '', version = ''] = text.split(' ')
      return { name, version }
    })
    expect(sortRecords(records).map(({ name, version }) => `${name} ${version}`)).toEqual([
      'a 1_rc1',
      'a 2',
      'a 10',
      'a-b 1',
      'ab 1',
      'B 1',
      'b 1',
    ])
  })

  it('orders names totally', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(Math.sign(compareNames(a, b))).toBe(0 - Math.sign(compareNames(b, a)))
        expect(compareNames(a, b) === 0).toBe(a === b)
      }),
    )
  })
})
