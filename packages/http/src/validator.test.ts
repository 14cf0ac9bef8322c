import { describe, expect, it } from 'vitest'
import { createHeaders } from './headers.ts'
import { rangeValidator, strongEtag } from './validator.ts'

const date = 'Sun, 06 Nov 1994 08:49:37 GMT'

describe('rangeValidator', () => {
  it('prefers a strong entity tag', () => {
    expect(rangeValidator(createHeaders({ ETag: '"a"', 'Last-Modified': date, Date: date }))).toBe('"a"')
  })

  it('never takes a weak entity tag, nor one without quotes', () => {
    expect(strongEtag(createHeaders({ etag: 'W/"a"' }))).toBeUndefined()
    expect(strongEtag(createHeaders({ etag: 'a' }))).toBeUndefined()
    expect(rangeValidator(createHeaders({ etag: 'W/"a"' }))).toBeUndefined()
  })

  it('takes a modification date only where it is a second older than the response (RFC 9110 section 8.8.2.2)', () => {
    const older = 'Sun, 06 Nov 1994 08:49:36 GMT'
    expect(rangeValidator(createHeaders({ 'last-modified': older, date }))).toBe(older)
    expect(rangeValidator(createHeaders({ 'last-modified': date, date }))).toBeUndefined()
    expect(rangeValidator(createHeaders({ 'last-modified': older }))).toBeUndefined()
  })
})
