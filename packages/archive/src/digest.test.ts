import { expect, test } from 'vitest'
import { createHasher, digestOf, hash, isDigest } from './digest.ts'
import { toHex } from './hex.ts'

const abc = new TextEncoder().encode('abc')

// FIPS 180-4 examples (csrc.nist.gov, "Examples with Intermediate Values").
test.each([
  ['sha1', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
  ['sha256', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [
    'sha512',
    'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
  ],
] as const)('%s of "abc" is the published one', (algorithm, expected) => {
  expect(toHex(hash(algorithm, abc))).toBe(expected)
  expect(toHex(createHasher(algorithm).update(abc.subarray(0, 1)).update(abc.subarray(1)).digest())).toBe(expected)
})

test('a digest is the algorithm, a colon and hexadecimal digits', () => {
  const digest = digestOf(abc)
  expect(digest).toBe('sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  expect(isDigest(digest)).toBe(true)
  expect(isDigest(digest.toUpperCase())).toBe(false)
  expect(isDigest(digest.slice(0, -1))).toBe(false)
})
