import fc from 'fast-check'
import { expect, test } from 'vitest'
import { concatBytes } from '../bytes.ts'
import { encodeTarHeader } from './encode.ts'
import type { TarHeaderInput } from './header.ts'
import { TarHeaders } from './headers.ts'

const header: fc.Arbitrary<TarHeaderInput> = fc.record(
  {
    name: fc.string({ minLength: 1, maxLength: 300, unit: fc.constantFrom('a', 'é', '.') }),
    mode: fc.nat(0o7777),
    uid: fc.nat(2 ** 31 - 1),
    size: fc.maxSafeNat(),
    mtime: fc.maxSafeInteger(),
    uname: fc.string({ maxLength: 40, unit: fc.constantFrom('u', 'ü') }),
    pax: fc.dictionary(fc.constantFrom('SCHILY.xattr.user.a', 'path'), fc.string({ maxLength: 3000 })),
  },
  { requiredKeys: ['name'] },
)

test('headers in shared memory are what each is by itself, and stay so', () => {
  fc.assert(
    fc.property(fc.array(header, { maxLength: 200 }), (inputs) => {
      const headers = new TarHeaders()
      const encoded = inputs.map((input) => headers.encode(input))
      expect(encoded).toEqual(inputs.map(encodeTarHeader))
      expect(concatBytes(headers.pieces())).toEqual(concatBytes(encoded))
    }),
    { numRuns: 30 },
  )
})

test('a header that is refused leaves nothing behind', () => {
  const headers = new TarHeaders()
  expect(() => headers.encode({ name: '' })).toThrow()
  expect(concatBytes(headers.pieces())).toEqual(new Uint8Array(0))
})
