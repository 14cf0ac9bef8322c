import { readFileSync } from 'node:fs'
import { compareVersions, isVersion, satisfies } from '@nacre/apk'
import { describe, expect, test } from 'vitest'
import { dataRoot, testData } from './data.ts'

type VersionCase =
  | {
      type: 'compare'
      id: string
      a: string
      op: string
      b: string
      expect: boolean
      relation: '<' | '=' | '>'
      invalidInput?: string[]
    }
  | { type: 'validity'; id: string; version: string; valid: boolean }

const ORDER = { '<': -1, '=': 0, '>': 1 } as const

describe.skipIf(!dataRoot)('versions are ordered and checked as apk-tools 3 does it', () => {
  const cases: VersionCase[] = dataRoot
    ? JSON.parse(readFileSync(testData('conformance/version-compare.json'), 'utf8'))
    : []

  test('all recorded cases are there', () => {
    expect(cases.length).toBe(459)
  })

  test.each(cases)('$id', (recorded) => {
    if (recorded.type === 'validity') {
      expect(isVersion(recorded.version)).toBe(recorded.valid)
      return
    }
    const { a, op, b, relation } = recorded
    expect(compareVersions(a, b)).toBe(ORDER[relation])
    expect(compareVersions(b, a)).toBe(-ORDER[relation] + 0)
    if (!recorded.invalidInput?.includes(b)) expect(satisfies(a, `name${op}${b}`)).toBe(recorded.expect)
  })
})
