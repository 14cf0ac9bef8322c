import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeText, encodeText } from './text.ts'

test('any bytes come back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect([...encodeText(decodeText(bytes))]).toEqual([...bytes])
    }),
  )
})

test('any text that is UTF-8 is what TextDecoder makes of it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(decodeText(new TextEncoder().encode(text))).toBe(text)
    }),
  )
})

// What Python's bytes.decode('utf-8', 'surrogateescape') gives (PEP 383).
test.each([
  [[0xff], '\udcff'],
  [[0x61, 0xc3, 0x62], 'a\udcc3b'],
  [[0xc0, 0x80], '\udcc0\udc80'],
  [[0xed, 0xa0, 0x80], '\udced\udca0\udc80'],
  [[0xf0, 0x9f, 0x98], '\udcf0\udc9f\udc98'],
  [[0xe2, 0x82, 0xac, 0x80], '€\udc80'],
  [[0xef, 0xbb, 0xbf, 0x61], '\ufeffa'],
])('%j is %j', (bytes, text) => {
  expect(decodeText(Uint8Array.from(bytes))).toBe(text)
  expect([...encodeText(text)]).toEqual(bytes)
})
