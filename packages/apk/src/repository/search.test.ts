import { describe, expect, it } from 'vitest'
import { emptyRecord } from '../apkindex/record-field.ts'
import { matchesGlob, searchRecords } from './search.ts'

const record = (name: string, version: string, ...provides: string[]) => ({
  ...emptyRecord(),
  checksum: `Q1${name}${version}`,
  name,
  version,
  provides,
})

const records = [
  record('curl', '8.5.0-r0', 'cmd:curl=8.5.0-r0'),
  record('curl', '8.9.0-r0', 'cmd:curl=8.9.0-r0'),
  record('libcurl', '8.5.0-r0', 'so:libcurl.so.4=4.8.0'),
  record('tiny-curl', '1-r0', 'curl'),
]

const found = (query: string) => searchRecords(records, query).map(({ name, version }) => `${name}-${version}`)

describe('searchRecords', () => {
  it('finds by provided name, with or without a version there', () => {
    expect(found('cmd:curl')).toEqual(['curl-8.9.0-r0', 'curl-8.5.0-r0'])
    expect(found('so:libcurl.so.4')).toEqual(['libcurl-8.5.0-r0'])
  })

  it('puts packages of the name before those that provide it, newest first', () => {
    expect(found('curl')).toEqual(['curl-8.9.0-r0', 'curl-8.5.0-r0', 'tiny-curl-1-r0'])
  })

  it('finds by glob', () => {
    expect(found('*curl')).toEqual(['curl-8.9.0-r0', 'curl-8.5.0-r0', 'libcurl-8.5.0-r0', 'tiny-curl-1-r0'])
    expect(found('so:libcurl.so.?')).toEqual(['libcurl-8.5.0-r0'])
    expect(found('nothing*')).toEqual([])
  })
})

describe('matchesGlob', () => {
  it.each([
    ['abc', 'a*c', true],
    ['ac', 'a*c', true],
    ['abcd', 'a*c', false],
    ['a.c', 'a.c', true],
    ['abc', 'a.c', false],
    ['', '*', true],
    ['', '?', false],
    ['aXbXc', 'a*b*c', true],
  ])('%j against %j: %j', (name, glob, expected) => {
    expect(matchesGlob(name, glob)).toBe(expected)
  })

  it('does not take exponential time', () => {
    expect(matchesGlob('a'.repeat(20_000), `${'*a'.repeat(30)}b`)).toBe(false)
  })
})
