import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ApkError } from '../error.ts'
import { formatDependency, parseDependency } from './dependency.ts'
import { satisfies } from './satisfies.ts'

describe('dependency expressions', () => {
  test('name, operator, version, conflict and tag are told apart', () => {
    expect(parseDependency('foo')).toEqual({ name: 'foo', conflict: false })
    expect(parseDependency('so:libz.so.1=1.3')).toEqual({
      name: 'so:libz.so.1',
      op: '=',
      version: '1.3',
      conflict: false,
    })
    expect(parseDependency('!foo<2-r1')).toEqual({ name: 'foo', op: '<', version: '2-r1', conflict: true })
    expect(parseDependency('foo@edge>=2')).toEqual({
      name: 'foo',
      op: '>=',
      version: '2',
      conflict: false,
      tag: 'edge',
    })
    expect(parseDependency('foo><Q1abc=')).toEqual({ name: 'foo', op: '><', version: 'Q1abc=', conflict: false })
  })

  test('operator characters are a set', () => {
    const spelling = { '=>': '>=', '==': '=', '=<': '<=', '=~': '~', '~~': '~', '~>': '>~', '~<=': '<~' }
    for (const [written, op] of Object.entries(spelling)) expect(parseDependency(`a${written}1`).op).toBe(op)
  })

  test.each(['', '!', '@edge', 'foo@', 'foo=', 'foo==', 'foo=invalid', 'foo>1 2', 'a b', '>1'])(
    'refuses %j with a coded error',
    (text) => {
      expect(() => parseDependency(text)).toThrow(ApkError)
      expect(() => parseDependency(text)).toThrow(expect.objectContaining({ code: 'ERR_APK_DEPENDENCY_INVALID' }))
    },
  )

  test('what is read can be written and read again', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('', '!'),
        fc.stringMatching(/^[a-z][a-z0-9:._/+-]{0,8}$/),
        fc.constantFrom('', '@edge'),
        fc.constantFrom('', '=1', '>=1.2-r0', '~1', '><Q1x'),
        (bang, name, tag, rest) => {
          const text = bang + name + tag + rest
          expect(formatDependency(parseDependency(text))).toBe(text)
        },
      ),
    )
  })
})

test('a version satisfies an expression under the name that it asks for', () => {
  expect(satisfies('1.2.3-r0', 'foo~1.2')).toBe(true)
  expect(satisfies('1.2.3-r0', 'foo')).toBe(true)
  expect(satisfies('1.2.3-r0', 'foo>1.2.3-r0')).toBe(false)
  expect(satisfies('1.2.3-r0', '!foo<2')).toBe(false)
  expect(satisfies('1.2.3-r0', '!foo>2')).toBe(true)
  expect(satisfies('1', 'foo><Q1x')).toBe(false)
})
