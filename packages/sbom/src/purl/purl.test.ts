import { describe, expect, it } from 'vitest'
import { apkDistro, apkPurl } from './apk-purl.ts'
import { apkoOciPurl, ociPurl } from './oci-purl.ts'
import { isPurl } from './package-url.ts'
import { githubPurl } from './source-purl.ts'

describe('package URLs', () => {
  it('an APK names its distribution, architecture and release', () => {
    const distro = apkDistro({ id: 'alpine', versionId: '3.19.1' })
    expect(apkPurl({ namespace: 'alpine', name: 'busybox', version: '1.36.1-r15', arch: 'x86_64', distro })).toBe(
      'pkg:apk/alpine/busybox@1.36.1-r15?arch=x86_64&distro=alpine-3.19.1',
    )
    expect(apkPurl({ namespace: 'alpine', name: 'libstdc++', version: '13.2.1_git20231014-r0' })).toBe(
      'pkg:apk/alpine/libstdc%2B%2B@13.2.1_git20231014-r0',
    )
  })

  it('a rolling distribution has no release', () => {
    const distro = apkDistro({ id: 'wolfi', versionId: '20230201' })
    expect(apkPurl({ namespace: 'wolfi', name: 'zlib', version: '1.3.1-r50', arch: 'x86_64', distro })).toBe(
      'pkg:apk/wolfi/zlib@1.3.1-r50?arch=x86_64&distro=wolfi',
    )
  })

  it('an image is named by the last element of its repository, in lower case', () => {
    expect(
      ociPurl({
        name: 'Web',
        digest: 'sha256:ab',
        arch: 'amd64',
        os: 'linux',
        repositoryUrl: 'ghcr.io/me/web',
        tag: '1',
      }),
    ).toBe('pkg:oci/web@sha256:ab?arch=amd64&os=linux&repository_url=ghcr.io%2Fme%2Fweb&tag=1')
  })

  it('apko keeps mediaType, sorted among the qualifiers', () => {
    expect(
      apkoOciPurl({ name: 'preview', digest: 'sha256:ab', arch: 'amd64', os: 'linux', mediaType: 'a/b+json' }),
    ).toBe('pkg:oci/preview@sha256:ab?arch=amd64&mediaType=a%2Fb%2Bjson&os=linux')
  })

  it('a source on GitHub has one, another has none', () => {
    expect(githubPurl('github.com/Org/repo.git', 'abc')).toBe('pkg:github/org/repo@abc')
    expect(githubPurl('gitlab.com/org/repo.git', 'abc')).toBeUndefined()
  })

  it('what is no package URL is refused', () => {
    expect(isPurl('pkg:apk/alpine/busybox@1')).toBe(true)
    expect(isPurl('https://example.com')).toBe(false)
    expect(() => apkPurl({ namespace: 'alpine', name: '', version: '1' })).toThrow(
      expect.objectContaining({ code: 'ERR_SBOM_PURL' }),
    )
  })
})
