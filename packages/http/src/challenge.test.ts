import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseChallenges } from './challenge.ts'

describe('parseChallenges', () => {
  it('reads the example of RFC 9110 section 11.6.1', () => {
    const value = 'Basic realm="simple", Newauth realm="apps", type=1, title="Login to \\"apps\\""'
    expect(parseChallenges(value)).toEqual([
      { scheme: 'basic', parameters: { realm: 'simple' } },
      { scheme: 'newauth', parameters: { realm: 'apps', type: '1', title: 'Login to "apps"' } },
    ])
  })

  it('reads the challenge of a registry, commas in its scope included', () => {
    const value =
      'Bearer realm="https://auth.example.com/token",service="registry.example.com",scope="repository:a/b:pull,push"'
    expect(parseChallenges(value)).toEqual([
      {
        scheme: 'bearer',
        parameters: {
          realm: 'https://auth.example.com/token',
          service: 'registry.example.com',
          scope: 'repository:a/b:pull,push',
        },
      },
    ])
  })

  it('tells token68 from parameters, and a bare scheme from both', () => {
    expect(parseChallenges('Negotiate YWJj==, NTLM, Basic realm = "x"')).toEqual([
      { scheme: 'negotiate', parameters: {}, token68: 'YWJj==' },
      { scheme: 'ntlm', parameters: {} },
      { scheme: 'basic', parameters: { realm: 'x' } },
    ])
  })

  it('allows empty list elements (RFC 9110 section 5.6.1)', () => {
    expect(parseChallenges(' , Bearer ,a=1,, b=2 ,,Basic')).toEqual([
      { scheme: 'bearer', parameters: { a: '1', b: '2' } },
      { scheme: 'basic', parameters: {} },
    ])
  })

  it('keeps the first of a parameter given twice', () => {
    expect(parseChallenges('Bearer realm="a", Realm="b"')[0]?.parameters).toEqual({ realm: 'a' })
  })

  it('leaves out what it cannot understand, and goes on behind it', () => {
    expect(parseChallenges('@@@, Basic realm="x"')).toEqual([{ scheme: 'basic', parameters: { realm: 'x' } }])
    expect(parseChallenges('Bearer realm="never closed')[0]?.scheme).toBe('bearer')
  })

  it('holds a parameter named __proto__ like any other', () => {
    const parameters = parseChallenges('Bearer __proto__="x"')[0]?.parameters ?? {}
    expect(Object.entries(parameters)).toEqual([['__proto__', 'x']])
  })

  it('never throws and never hangs', () => {
    const piece = fc.constantFrom('Bearer', 'realm', '=', '"', '\\', ',', ' ', 'a', '==', '\t', '\0', 'é')
    const value = fc.array(piece, { maxLength: 200 }).map((pieces) => pieces.join(''))
    fc.assert(
      fc.property(fc.oneof(fc.string(), value), (text) => {
        for (const { scheme } of parseChallenges(text)) expect(scheme).toBe(scheme.toLowerCase())
      }),
      { numRuns: 1000 },
    )
    const started = performance.now()
    parseChallenges(`Bearer ${'a="\\'.repeat(20_000)}`)
    parseChallenges('a '.repeat(100_000))
    parseChallenges('=,'.repeat(100_000))
    expect(performance.now() - started).toBeLessThan(5_000)
  })

  it('reads back what is written with any values', () => {
    const token = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/)
    const written = fc.array(
      fc.record({
        scheme: token,
        parameters: fc.dictionary(token, fc.string(), { minKeys: 1, noNullPrototype: true }),
      }),
    )
    const quote = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`
    fc.assert(
      fc.property(written, (challenges) => {
        const text = challenges
          .map(({ scheme, parameters }) => {
            const pairs = Object.entries(parameters).map(([name, value]) => `${name}=${quote(value)}`)
            return `${scheme} ${pairs.join(', ')}`
          })
          .join(', ')
        expect(parseChallenges(text)).toEqual(challenges)
      }),
    )
  })
})
