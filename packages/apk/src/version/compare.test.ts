import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareFuzzily, compareVersions } from './compare.ts'

const version = fc
  .array(fc.constantFrom('1', '0', '10', '01', '.', 'a', '_rc', '_p', '_alpha', '~ab', '-r', '-r1', 'x'), {
    maxLength: 6,
  })
  .map((parts) => parts.join(''))

describe('order of versions', () => {
  test('a pre-release is older than its release, a patch is newer', () => {
    expect(ascending(['1.0_alpha', '1.0_beta2', '1.0_rc1', '1.0', '1.0-r0', '1.0_p1', '1.0a', '1.0.1', '1.1'])).toBe(
      true,
    )
  })

  test('further numbers with a leading zero are compared as text', () => {
    expect(ascending(['1.01', '1.010', '1.1', '1.9', '1.10'])).toBe(true)
    expect(compareVersions('01', '1')).toBe(0)
  })

  test('numbers beyond 64 bits are compared exactly', () => {
    expect(compareVersions('99999999999999999999998', '99999999999999999999999')).toBe(-1)
  })

  test('an empty version is older than every valid one', () => {
    expect(compareVersions('', '0')).toBe(-1)
    expect(compareVersions('', '')).toBe(0)
  })

  test('any two strings have an order, and turning them round turns it round', () => {
    fc.assert(
      fc.property(fc.oneof(version, fc.string()), fc.oneof(version, fc.string()), (a, b) => {
        expect(compareVersions(a, b) + compareVersions(b, a)).toBe(0)
        expect(compareVersions(a, a)).toBe(0)
      }),
    )
  })
})

describe('fuzzy order', () => {
  test('what begins with the tokens of the constraint is equal to it', () => {
    for (const version of ['4.2', '4.2.0', '4.2_rc1', '4.2.7_p3', '4.2-r4', '4.2b'])
      expect(compareFuzzily(version, '4.2')).toBe(0)
    expect(compareFuzzily('4.20', '4.2')).toBe(1)
    expect(compareFuzzily('4', '4.2')).toBe(-1)
    expect(compareFuzzily('1.2-r10', '1.2-r1')).toBe(1)
  })
})

function ascending(versions: string[]): boolean {
  return versions.every((version, i) => i === 0 || compareVersions(versions[i - 1]!, version) === -1)
}
