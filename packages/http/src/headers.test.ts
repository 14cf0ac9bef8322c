import { expect, it } from 'vitest'
import { createHeaders } from './headers.ts'

it('finds a field by its name in any case, and joins its lines (RFC 9110 section 5.3)', () => {
  const headers = createHeaders({
    'X-One': 'a',
    'WWW-Authenticate': ['Basic', 'Bearer'],
    'x-ONE': 'b',
    none: undefined,
  })
  expect(headers.get('x-one')).toBe('a, b')
  expect(headers.get('www-authenticate')).toBe('Basic, Bearer')
  expect(headers.get('none')).toBeNull()
})
