import { describe, expect, it } from 'vitest'
import { PREDICATE_TYPES } from '../predicate-type.ts'
import { sbomStatement } from './statement.ts'

describe('sbomStatement', () => {
  it('is an in-toto Statement v1 about the digests of its subjects', () => {
    const { value, text } = sbomStatement({ predicateType: PREDICATE_TYPES['spdx-2.3'], value: { name: 'x' } }, [
      { name: 'ghcr.io/me/web', digest: 'sha256:abc' },
    ])
    expect(value).toEqual({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: 'ghcr.io/me/web', digest: { sha256: 'abc' } }],
      predicateType: 'https://spdx.dev/Document',
      predicate: { name: 'x' },
    })
    expect(JSON.parse(text)).toEqual(value)
  })
})
