import { describe, expect, it } from 'vitest'
import { formatPlatform, matchesPlatform, parsePlatform } from './platform.ts'

describe('platforms', () => {
  it.each(['linux/amd64', 'linux/arm/v7', 'windows/arm64'])('%s comes back as it was', (text) => {
    expect(formatPlatform(parsePlatform(text))).toBe(text)
  })

  it.each(['', 'linux', 'linux/', '/amd64', 'linux/arm/v7/x', 'linux/a b', 'linux/arm/'])('%j is refused', (text) => {
    expect(() => parsePlatform(text)).toThrow(expect.objectContaining({ code: 'ERR_OCI_PLATFORM_INVALID' }))
  })

  it.each([
    ['linux/arm64', 'linux/arm64/v8', true],
    ['linux/amd64', 'linux/amd64/v1', true],
    ['linux/arm', 'linux/arm/v7', true],
    ['linux/arm/v6', 'linux/arm/v7', false],
    ['linux/amd64', 'windows/amd64', false],
  ])('%s and %s are the same: %s', (a, b, same) => {
    expect(matchesPlatform(parsePlatform(a), parsePlatform(b))).toBe(same)
    expect(matchesPlatform(parsePlatform(b), parsePlatform(a))).toBe(same)
  })
})
