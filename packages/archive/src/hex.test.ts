import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromBase64, toBase64 } from './base64.ts'
import { fromHex, toHex } from './hex.ts'

test('hexadecimal and Base64 are those of Buffer, both ways', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const buffer = Buffer.from(bytes)
      expect(toHex(bytes)).toBe(buffer.toString('hex'))
      expect(toBase64(bytes)).toBe(buffer.toString('base64'))
      expect([...fromHex(toHex(bytes).toUpperCase())]).toEqual([...bytes])
      expect([...fromBase64(toBase64(bytes))]).toEqual([...bytes])
      expect([...fromBase64(toBase64(bytes).replace(/=+$/, ''))]).toEqual([...bytes])
    }),
  )
})

// RFC 4648 §10.
test.each([
  ['', ''],
  ['f', 'Zg=='],
  ['fo', 'Zm8='],
  ['foo', 'Zm9v'],
  ['foob', 'Zm9vYg=='],
  ['fooba', 'Zm9vYmE='],
  ['foobar', 'Zm9vYmFy'],
])('Base64 of %j is %j', (text, encoded) => {
  expect(toBase64(new TextEncoder().encode(text))).toBe(encoded)
})

test.each(['0', '0g', 'zz', '00 0', '０0'])('%j is no hexadecimal', (text) => {
  expect(() => fromHex(text)).toThrow(expect.objectContaining({ code: 'ERR_ARCHIVE_ENCODING' }))
})

test.each(['A', 'AAAAA', 'A-==', 'Zg==Zg==', '====', 'Zm 9', 'é000', 'AA=A'])('%j is no Base64', (text) => {
  expect(() => fromBase64(text)).toThrow(expect.objectContaining({ code: 'ERR_ARCHIVE_ENCODING' }))
})
