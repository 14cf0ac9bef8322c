import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { redactText, redactUrl } from './redact.ts'

describe('redactUrl', () => {
  it.each([
    ['https://user:pass@host/a', 'https://***@host/a'],
    ['https://token@host/a', 'https://***@host/a'],
    ['https://us@er:pa@ss@host/a', 'https://***@host/a'],
    ['https://host/a@b', 'https://host/a@b'],
    ['https://host/a?X-Amz-Signature=1&page=2', 'https://host/a?X-Amz-Signature=***&page=2'],
    ['https://host/a?sv=1&sig=abc%3D&se=x', 'https://host/a?sv=1&sig=***&se=x'],
    ['https://host/a?access_token=1#id_token=2', 'https://host/a?access_token=***'],
    ['https://host/a?api%5Fkey=1', 'https://host/a?api%5Fkey=***'],
    ['https://host/v2/x/blobs/uploads/?digest=sha256:ab', 'https://host/v2/x/blobs/uploads/?digest=sha256:ab'],
    ['http://[not a url', 'http://[not a url'],
    ['https:///u:p@h', 'https:///***@h'],
  ])('shows %s as %s', (url, shown) => {
    expect(redactUrl(url)).toBe(shown)
  })

  it('never shows a password, whatever it is made of', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.constantFrom('/a', '/a?b=c', ''), (password, rest) => {
        const secret = `s3cret${encodeURIComponent(password.toWellFormed())}`
        expect(redactUrl(`https://user:${secret}@host${rest}`)).not.toContain('s3cret')
      }),
    )
  })

  it('is the same when done twice', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (url) => {
        expect(redactUrl(redactUrl(url))).toBe(redactUrl(url))
      }),
    )
  })
})

describe('redactText', () => {
  it('redacts the URLs and the authorizations inside a message', () => {
    const text = 'GET https://a:b@host/x?token=1 with Authorization: Bearer abcdef.ghi and Basic dXNlcjpwYXNz failed'
    expect(redactText(text)).toBe(
      'GET https://***@host/x?token=*** with Authorization: Bearer *** and Basic *** failed',
    )
  })
})
