import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { documentNamespace, isIdentifier, spdxIdentifier, uuidOf } from './identifier.ts'

describe('identifiers', () => {
  it.each([
    ['libstdc++-15.2.0-r11', 'libstdcC43C43-15.2.0-r11'],
    ['sha256:abc', 'sha256-abc'],
    ['foo bar', 'fooC32bar'],
    ['ä', 'C195C164'],
    ['git+ssh://h/a_b@c', 'gitC43ssh-C47C47hC47aC95bC64c'],
  ])('%j becomes %j', (text, id) => {
    expect(spdxIdentifier(text)).toBe(id)
  })

  it('every text gives characters of SPDX 2.3 §3.2 only', () => {
    fc.assert(fc.property(fc.string({ minLength: 1, unit: 'binary' }), (text) => isIdentifier(spdxIdentifier(text))))
  })

  it('a namespace differs with each of its parts, and has no fragment', () => {
    const namespace = documentNamespace('https://spdx.org/spdxdocs/', 'a#b', 'sha256:1')
    expect(namespace).toMatch(/^https:\/\/spdx\.org\/spdxdocs\/a%23b-[0-9a-f]{64}$/)
    expect(documentNamespace('https://spdx.org/spdxdocs', 'a#b', 'sha256:2')).not.toBe(namespace)
    expect(documentNamespace('https://spdx.org/spdxdocs', 'a#b', 'sha256:1')).toBe(namespace)
  })

  it('a UUID is of version 8 and variant RFC 9562, and the same for the same text', () => {
    expect(uuidOf('x')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(uuidOf('x')).toBe(uuidOf('x'))
    expect(uuidOf('x')).not.toBe(uuidOf('y'))
  })
})
