import { describe, expect, test } from 'vitest'
import { parseTarNumber } from './number.ts'
import { paxInteger, paxSeconds } from './pax-number.ts'
import { encodeText } from './text.ts'

const parse = (text: string | number[], dialect: 'pax' | 'apk') => {
  const bytes = typeof text === 'string' ? encodeText(text) : Uint8Array.from(text)
  return parseTarNumber(bytes, 0, bytes.length, { field: 'size', offset: 0, dialect })
}
const refused = expect.objectContaining({ code: 'ERR_ARCHIVE_TAR_NUMBER' })

describe('fields of a header block', () => {
  test.each([
    ['0000644\0', 0o644],
    ['000644 \0', 0o644],
    ['00000000012', 10],
    ['77777777777 ', 0o77777777777],
    ['\0\0\0\0\0\0\0\0', 0],
    ['        ', 0],
  ])('%j is %i in both dialects', (text, value) => {
    expect(parse(text, 'pax')).toBe(value)
    expect(parse(text, 'apk')).toBe(value)
  })

  test('leading spaces are read by pax and refused by apk', () => {
    expect(parse('   644 \0', 'pax')).toBe(0o644)
    expect(() => parse('   644 \0', 'apk')).toThrow(refused)
  })

  test.each(['000008\0', '-0000001', '0x10\0\0', '12 34567', '12\0junk', '1e3\0', '+1\0'])('%j is refused', (text) => {
    expect(() => parse(text, 'pax')).toThrow(refused)
    expect(() => parse(text, 'apk')).toThrow(refused)
  })

  // What GNU tar and Python's tarfile.itn(n, 12, GNU_FORMAT) write.
  test.each([
    [[0x80, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0], 2 ** 33],
    [[0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5], 5],
    [[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe], -2],
  ])('base-256 %j is %i for pax and refused by apk', (bytes, value) => {
    expect(parse(bytes, 'pax')).toBe(value)
    expect(() => parse(bytes, 'apk')).toThrow(refused)
  })

  test('base-256 beyond 2^53 is refused', () => {
    expect(() => parse([0x80, 0, 0, 0, 0, 0x20, 0, 0, 0, 0, 0, 0], 'pax')).toThrow(refused)
  })
})

describe('PAX records', () => {
  const context = { field: 'size', offset: 0, dialect: 'pax' } as const

  test.each([
    ['0', 0],
    ['8589934592', 2 ** 33],
    ['-5', -5],
  ])('%j is the whole number %i', (text, value) => {
    expect(paxInteger(text, context)).toBe(value)
  })

  test.each(['', ' 1', '1 ', '0x1', '1.5', '1e3', '9'.repeat(17), 'NaN', '٣'])('%j is no whole number', (text) => {
    expect(() => paxInteger(text, context)).toThrow(refused)
  })

  test.each([
    ['1350244992', 1350244992],
    ['1350244992.023960108', 1350244992],
    ['1.', 1],
    ['-1.5', -2],
    ['-1.000', -1],
  ])('%j is the time %i', (text, value) => {
    expect(paxSeconds(text, context)).toBe(value)
  })

  test.each(['', '.5', '1.5.5', '1,5', 'now', '-', '9'.repeat(17)])('%j is no time', (text) => {
    expect(() => paxSeconds(text, context)).toThrow(refused)
  })
})
