import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from './canonical-json.ts'

describe('canonicalJson', () => {
  it('indents by two, escapes & < > and line separators, and ends in one newline', () => {
    expect(canonicalJson({ a: ['x&y', '<b>'], b: '\u2028' })).toBe(
      '{\n  "a": [\n    "x\\u0026y",\n    "\\u003cb\\u003e"\n  ],\n  "b": "\\u2028"\n}\n',
    )
  })

  it('writes any value so that JSON.parse reads it back, lone surrogates apart', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value as string))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
    expect(JSON.parse(canonicalJson('a\ud800b'))).toBe('a\ufffdb')
  })
})
