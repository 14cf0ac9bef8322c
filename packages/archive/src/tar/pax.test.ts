import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ArchiveError } from '../error.ts'
import { formatPax, parsePax } from './pax.ts'
import { encodeText } from './text.ts'

const parse = (text: string) => ({ ...parsePax(encodeText(text), 0) })
const malformed = expect.objectContaining({ code: 'ERR_ARCHIVE_TAR_PAX' })

describe('records are read by their length', () => {
  test('a value may hold newlines, equals signs and bytes that are no text', () => {
    expect(parse('12 a=b\nc=d\n\n10 x=\udc80\udcff\0\0\n')).toEqual({ a: 'b\nc=d\n', x: '\udc80\udcff\0\0' })
  })

  test('a later record replaces an earlier one', () => {
    expect(parse('6 a=1\n6 a=2\n')).toEqual({ a: '2' })
  })

  test('the empty value is kept', () => {
    expect(parse('5 a=\n')).toEqual({ a: '' })
  })

  test('a key named __proto__ is a key', () => {
    expect(Object.keys(parsePax(encodeText('15 __proto__=x\n'), 0))).toEqual(['__proto__'])
  })

  test.each([
    ['no digits', ' a=b\n'],
    ['a length of zero', '0 a=b\n'],
    ['a length too small to hold a record', '3 a=b\n'],
    ['a length past the end', '7 a=b\n'],
    ['a huge length', '99999999999999999999 a=b\n'],
    ['a length with a sign', '-6 a=b\n'],
    ['a hexadecimal length', '0x6 a=b\n'],
    ['a length that ends before the newline', '5 a=b\n'],
    ['a length with a leading space', ' 6 a=b\n'],
    ['no space', '6\ta=b\n'],
    ['no equals sign', '6 abc\n'],
    ['no equals sign but one in the next record', '4 a\n6 b=c\n'],
    ['an empty key', '5 =b\n'],
    ['NULs after the last record', '6 a=b\n\0\0'],
    ['nothing but a length', '6'],
  ])('%s is refused', (_name, text) => {
    expect(() => parse(text)).toThrow(malformed)
  })
})

describe('records are written', () => {
  test('what was written is read', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.string({ maxLength: 2000 })), (records) => {
        const usable = Object.entries(records).filter(([key]) => !/[=\0]/.test(key))
        expect(Object.entries(parsePax(formatPax(new Map(usable)), 0)).sort()).toEqual(usable.sort())
      }),
    )
  })

  test('the length counts its own digits', () => {
    for (let size = 0; size < 10_050; size += size > 120 && size < 9960 ? 97 : 1) {
      const written = formatPax(new Map([['k', 'v'.repeat(size)]]))
      expect(parseInt(new TextDecoder().decode(written), 10)).toBe(written.length)
    }
  })

  test('keys are sorted by their bytes', () => {
    const written = formatPax(new Map(['b', 'é', 'a', 'B', '\u{10000}', '\uffff'].map((key) => [key, ''])))
    expect(Object.keys(parsePax(written, 0))).toEqual(['B', 'a', 'b', 'é', '\uffff', '\u{10000}'])
  })

  test.each(['', 'a=b', 'a\0'])('the key %j is refused', (key) => {
    expect(() => formatPax(new Map([[key, 'v']]))).toThrow(malformed)
  })
})

test('any bytes are records or a coded error', () => {
  const piece = fc.oneof(fc.constantFrom('1', '2', '9', ' ', 'a', '=', '\n', '\0'), fc.string({ maxLength: 3 }))
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      try {
        parse(pieces.join(''))
      } catch (error) {
        expect(error).toBeInstanceOf(ArchiveError)
      }
    }),
    { numRuns: 1000 },
  )
})
