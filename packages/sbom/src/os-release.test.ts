import { describe, expect, it } from 'vitest'
import { parseOsRelease } from './os-release.ts'

describe('os-release', () => {
  it('gives ID, NAME and VERSION_ID, quoted or bare', () => {
    const text = '# comment\n\nNAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.19.1\nHOME_URL="https://a?b=c"\n'
    expect(parseOsRelease(text)).toEqual({ id: 'alpine', name: 'Alpine Linux', versionId: '3.19.1' })
  })

  it('refuses a line without "="', () => {
    expect(() => parseOsRelease('ID=a\nwhat')).toThrow(expect.objectContaining({ code: 'ERR_SBOM_OS_RELEASE' }))
  })
})
