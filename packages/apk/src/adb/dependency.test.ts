import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DependencyReader, writeDependencies } from './dependency.ts'
import { AdbReader } from './reader.ts'
import { dependencyField } from './schemas.ts'
import { typeOf, valueType } from './value.ts'
import { AdbWriter } from './writer.ts'

function written(...dependencies: string[]): AdbReader {
  const writer = new AdbWriter()
  return new AdbReader(writer.finish(writeDependencies(writer, dependencies)))
}

function roundTrip(...dependencies: string[]): string[] {
  const reader = written(...dependencies)
  return new DependencyReader(reader).list(reader.root)
}

/** `match` as stored; undefined where it is null. */
function matchOf(dependency: string): number | undefined {
  const reader = written(dependency)
  const value = reader.field(reader.object(reader.field(reader.object(reader.root), 1)), dependencyField.match)
  return value === 0 ? undefined : reader.int(value)
}

describe('dependencies in an ADB', () => {
  it.each([
    ['a', undefined],
    ['a=1', undefined],
    ['a<1', 2],
    ['a<=1', 3],
    ['a>1', 4],
    ['a>=1', 5],
    ['a><Q1QUFBQUFBQUFBQUFBQUFBQUFBQUE=', 6],
    ['a~1', 9],
    ['a<~1', 11],
    ['a>~1', 13],
    ['!a', 23],
    ['!a=1', 17],
    ['!a<1', 18],
    ['!a~1', 25],
  ])('stores the operator of %s as match %s', (text, match) => {
    expect(matchOf(text)).toBe(match)
    expect(roundTrip(text)).toEqual([text])
  })

  it('takes a version without match for equal', () => {
    const writer = new AdbWriter()
    const list = writer.array([writer.object([writer.text('a'), writer.text('1')])])
    const reader = new AdbReader(writer.finish(list))
    expect(new DependencyReader(reader).list(reader.root)).toEqual(['a=1'])
  })

  it('sorts by name, then version with none first, then match', () => {
    expect(roundTrip('b', 'a>=1.10', 'a>=1.9', 'a<1.10', 'a', '!a', 'A')).toEqual([
      'A',
      'a',
      '!a',
      'a>=1.9',
      'a<1.10',
      'a>=1.10',
      'b',
    ])
  })

  it('keeps each once', () => {
    expect(roundTrip('a>=1', 'b', 'a=>1', 'b')).toEqual(['a>=1', 'b'])
  })

  it('is stored with type object, as mkpkg stores it', () => {
    expect(typeOf(written('a').root)).toBe(valueType.object)
  })

  it.each(['a@edge', '', 'a=', 'a b', 'a=1.x'])('refuses to write %j', (text) => {
    expect(() => written(text)).toThrow(expect.objectContaining({ code: 'ERR_APK_DEPENDENCY_INVALID' }))
  })

  it.each([
    ['an unknown match', (writer: AdbWriter) => [writer.text('a'), writer.text('1'), writer.int(64)]],
    ['no name', (writer: AdbWriter) => [0, writer.text('1')]],
  ])('refuses to read %s', (_, fields) => {
    const writer = new AdbWriter()
    const reader = new AdbReader(writer.finish(writer.array([writer.object(fields(writer))])))
    expect(() => new DependencyReader(reader).list(reader.root)).toThrow(
      expect.objectContaining({ code: 'ERR_APK_ADB_DEPENDENCY' }),
    )
  })

  it('gives every list back as a sorted set', () => {
    const name = fc.stringMatching(/^(so:|cmd:)?[a-z0-9][a-z0-9._+-]{0,8}$/)
    const version = fc.stringMatching(/^[1-9][0-9]{0,3}(\.[0-9]{1,2}){0,2}(-r[0-9])?$/)
    const operator = fc.constantFrom('=', '<', '<=', '>', '>=', '~', '<~', '>~')
    const dependency = fc
      .tuple(fc.boolean(), name, fc.option(fc.tuple(operator, version), { nil: undefined }))
      .map(([bang, text, rest]) => `${bang ? '!' : ''}${text}${rest === undefined ? '' : rest.join('')}`)
    fc.assert(
      fc.property(fc.array(dependency, { maxLength: 12 }), (list) => {
        const once = roundTrip(...list)
        expect(new Set(once)).toEqual(new Set(list))
        expect(once.length).toBe(new Set(list).size)
        expect(roundTrip(...list.toReversed())).toEqual(once)
      }),
    )
  })
})
