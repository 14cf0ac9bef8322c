import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { formatIdentity, identityOf, parseIdentity } from './identity.ts'

const sha1 = createHash('sha1').update('nacre').digest()
const sha256 = createHash('sha256').update('nacre').digest()
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

describe('identities', () => {
  it('of a v3 package is the SHA-256 of its ADB payload', () => {
    expect(hex(identityOf(new TextEncoder().encode('nacre')))).toBe(hex(sha256))
  })

  it.each([
    ['Q1, base64 of 20 bytes', `Q1${sha1.toString('base64')}`, sha1],
    ['X1, hex of 20 bytes', `X1${hex(sha1)}`, sha1],
    ['Q2, base64 of 32 bytes', `Q2${sha256.toString('base64')}`, sha256],
    ['X2, hex of 32 bytes', `X2${hex(sha256)}`, sha256],
    [
      'Q1 with a split SHA-256',
      `Q1${sha256.subarray(0, 20).toString('base64')}${sha256.subarray(20).toString('base64')}`,
      sha256,
    ],
    ['X1 with a split SHA-256', `X1${hex(sha256)}`, sha256],
  ])('are read from %s', (_, text, expected) => {
    expect(hex(parseIdentity(text))).toBe(hex(expected))
  })

  it('are written as Q1 for 20 bytes and as Q2 for 32', () => {
    expect(formatIdentity(sha1)).toBe(`Q1${sha1.toString('base64')}`)
    expect(formatIdentity(sha256)).toBe(`Q2${sha256.toString('base64')}`)
  })

  it.each([
    '',
    'Q1',
    'Q3AAAA',
    `Q2${sha1.toString('base64')}`,
    'X1zz',
    `Z1${hex(sha1)}`,
    hex(sha1),
    `Q1${'!'.repeat(28)}`,
  ])('refuse %j', (text) => {
    expect(() => parseIdentity(text)).toThrow(expect.objectContaining({ code: 'ERR_APK_CHECKSUM_FORMAT' }))
  })
})
