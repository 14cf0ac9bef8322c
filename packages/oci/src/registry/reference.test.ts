import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isOciError } from '../error.ts'
import { apiHost, canonicalRegistry, formatReference, parseReference } from './reference.ts'

const digest = `sha256:${'a1'.repeat(32)}` as const

describe('parseReference', () => {
  it.each([
    ['alpine', { registry: 'docker.io', repository: 'library/alpine' }],
    ['alpine:3.22', { registry: 'docker.io', repository: 'library/alpine', tag: '3.22' }],
    ['team/app', { registry: 'docker.io', repository: 'team/app' }],
    ['docker.io/alpine', { registry: 'docker.io', repository: 'library/alpine' }],
    ['index.docker.io/team/app', { registry: 'docker.io', repository: 'team/app' }],
    ['registry-1.docker.io/library/alpine', { registry: 'docker.io', repository: 'library/alpine' }],
    ['localhost/app', { registry: 'localhost', repository: 'app' }],
    ['localhost:5000/app:1', { registry: 'localhost:5000', repository: 'app', tag: '1' }],
    ['127.0.0.1:5000/a/b/c', { registry: '127.0.0.1:5000', repository: 'a/b/c' }],
    ['[::1]:5000/app', { registry: '[::1]:5000', repository: 'app' }],
    ['GHCR.io/team/app', { registry: 'ghcr.io', repository: 'team/app' }],
    [`ghcr.io/team/app@${digest}`, { registry: 'ghcr.io', repository: 'team/app', digest }],
    [`ghcr.io/team/app:v1@${digest}`, { registry: 'ghcr.io', repository: 'team/app', tag: 'v1', digest }],
    ['ghcr.io/a__b/c--d', { registry: 'ghcr.io', repository: 'a__b/c--d' }],
  ])('reads %s', (text, expected) => {
    expect(parseReference(text)).toEqual(expected)
  })

  it.each([
    '',
    ':',
    '@',
    'App',
    'a//b',
    'ghcr.io/',
    'ghcr.io/App',
    'a:b:c/d',
    'app:',
    'app:-x',
    'app@sha256:12',
    'a b',
    '-a',
    '../x',
  ])('refuses %j', (text) => {
    expect(() => parseReference(text)).toThrow(expect.objectContaining({ code: 'ERR_OCI_REFERENCE_INVALID' }))
  })

  it('gives back what formatReference wrote', () => {
    const part = fc.stringMatching(/^[a-z0-9]{1,8}([._-][a-z0-9]{1,8}){0,2}$/)
    const reference = fc.record(
      {
        registry: fc.constantFrom('docker.io', 'ghcr.io', 'localhost:5000', '127.0.0.1:80'),
        repository: fc.array(part, { minLength: 2, maxLength: 4 }).map((parts) => parts.join('/')),
        tag: fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,20}$/),
        digest: fc.constant(digest),
      },
      { requiredKeys: ['registry', 'repository'] },
    )
    fc.assert(
      fc.property(reference, (given) => {
        expect(parseReference(formatReference(given))).toEqual(given)
      }),
    )
  })

  it('throws nothing but its own error', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          parseReference(text)
        } catch (error) {
          expect(isOciError(error, 'ERR_OCI_REFERENCE_INVALID')).toBe(true)
        }
      }),
    )
  })
})

describe('registries by name', () => {
  it('knows one name and one API host for Docker Hub', () => {
    expect(canonicalRegistry('index.docker.io')).toBe('docker.io')
    expect(apiHost('docker.io')).toBe('registry-1.docker.io')
    expect(apiHost('ghcr.io')).toBe('ghcr.io')
  })
})

describe('what is no reference', () => {
  it.each(['https://me:secret@example.com/x:1', 'me:secret@example.com/x', 'https://example.com/x?token=secret'])(
    '%s is refused without telling its secret',
    (text) => {
      let thrown: unknown
      try {
        parseReference(text)
      } catch (error) {
        thrown = error
      }
      expect(thrown).toMatchObject({ code: 'ERR_OCI_REFERENCE_INVALID' })
      expect(JSON.stringify(thrown) + String(thrown)).not.toContain('secret')
    },
  )

  it('says of a URL that it is one', () => {
    expect(() => parseReference('https://ghcr.io/team/app')).toThrow(/begins with https:\/\/, as a URL does/)
  })
})
