import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { IndexRecord } from '../../metadata/metadata.ts'
import { emptyPackageInfo } from '../../metadata/parse-package-info.ts'
import { repositoryLocation } from './location.ts'

const record = (fields: Partial<IndexRecord>): IndexRecord => ({
  ...emptyPackageInfo(),
  name: 'libstdc++',
  version: '13.2.1-r0',
  arch: 'x86_64',
  checksum: 'Q1AAAAAAAAAAAAAAAAAAAAAAAAAAA=',
  size: 1,
  ...fields,
})
const v2 = { format: 'v2' } as const

describe('repositoryLocation', () => {
  it('looks for both formats below a base, v2 first', () => {
    const location = repositoryLocation('https://host/alpine/v3.22/main/', undefined)
    expect(location.name).toBe('https://host/alpine/v3.22/main')
    expect(location.indexes('x86_64')).toEqual([
      'https://host/alpine/v3.22/main/x86_64/APKINDEX.tar.gz',
      'https://host/alpine/v3.22/main/x86_64/Packages.adb',
    ])
    expect(repositoryLocation('https://host/a', 'v3').indexes('x86_64')).toEqual(['https://host/a/x86_64/Packages.adb'])
  })

  it('looks for a package under the architecture of its record, a plus sign as it is', () => {
    const { packages } = repositoryLocation('https://host/a', undefined)
    expect(packages(record({}), 'x86_64', v2)).toEqual(['https://host/a/x86_64/libstdc++-13.2.1-r0.apk'])
  })

  it('looks for a noarch package in noarch, then beside those of the architecture', () => {
    const { packages } = repositoryLocation('https://host/a', undefined)
    expect(packages(record({ arch: 'noarch', name: 'tz' }), 'x86_64', v2)).toEqual([
      'https://host/a/noarch/tz-13.2.1-r0.apk',
      'https://host/a/x86_64/tz-13.2.1-r0.apk',
    ])
  })

  it('keeps a query, in which a token may be, and hides it in messages', () => {
    const location = repositoryLocation('https://host/a?token=s3cret', undefined)
    expect(location.indexes('x86_64')[0]).toBe('https://host/a/x86_64/APKINDEX.tar.gz?token=s3cret')
    expect(location.shown).not.toContain('s3cret')
  })

  it('keeps user information out of the name, and in the addresses', () => {
    const location = repositoryLocation('https://u:s3cret@host/a', undefined)
    expect(location.name).toBe('https://host/a')
    expect(location.indexes('x86_64')[0]).toBe('https://u:s3cret@host/a/x86_64/APKINDEX.tar.gz')
  })

  it('takes a URL that names an index for it, with packages beside it', () => {
    const location = repositoryLocation('https://host/a/Packages.adb', undefined)
    expect(location.indexes('x86_64')).toEqual(['https://host/a/Packages.adb'])
    expect(location.packages(record({}), 'x86_64', { format: 'v3' })).toEqual([
      'https://host/a/libstdc++-13.2.1-r0.apk',
    ])
  })

  it('follows the package name spec of an index: from the base, or to an address of its own', () => {
    const { packages } = repositoryLocation('https://host/a', 'v3')
    const at = (packageNameSpec: string) =>
      packages(record({ name: 'zlib' }), 'x86_64', { format: 'v3', packageNameSpec })
    expect(at(`x86_64/\${name:1}/\${name}-\${version}.apk`)).toEqual(['https://host/a/x86_64/z/zlib-13.2.1-r0.apk'])
    expect(at(`https://cdn/\${arch}/\${name}_\${version}.apk`)).toEqual(['https://cdn/x86_64/zlib_13.2.1-r0.apk'])
  })

  it.each(['', 'main', '/srv/packages', 'ftp://host/a', 'http://u:s3cret@['])(
    'refuses %j, and does not show its secrets',
    (url) => {
      expect(() => repositoryLocation(url, undefined)).toThrow(
        expect.objectContaining({ code: 'ERR_APK_REPOSITORY_URL', message: expect.not.stringContaining('s3cret') }),
      )
    },
  )

  it.each(['..', 'a/b', '', 'x86_64?'])('refuses the architecture %j', (arch) => {
    const { indexes } = repositoryLocation('https://host/a', undefined)
    expect(() => indexes(arch)).toThrow(expect.objectContaining({ code: 'ERR_APK_NAME' }))
  })

  it('never leads out of the repository, whatever the record says', () => {
    const { packages } = repositoryLocation('https://host/base/repo', undefined)
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (name, version, arch) => {
        try {
          for (const address of packages(record({ name, version, arch }), 'x86_64', v2)) {
            expect(new URL(address).href.startsWith('https://host/base/repo/')).toBe(true)
            expect(new URL(address).search).toBe('')
          }
        } catch (error) {
          expect(error).toMatchObject({ code: 'ERR_APK_NAME' })
        }
      }),
      { numRuns: 1000 },
    )
  })
})
