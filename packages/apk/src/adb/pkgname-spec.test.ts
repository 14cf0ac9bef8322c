import { describe, expect, it } from 'vitest'
import {
  checkPackageNameSpec,
  DEFAULT_NDX_PACKAGE_NAME_SPEC,
  DEFAULT_PACKAGE_NAME_SPEC,
  expandPackageNameSpec,
} from './pkgname-spec.ts'

const hash = 'ab'.repeat(32)
const fields = { name: 'test-a', version: '1.0', arch: 'x86_64', checksum: `X2${hash}` }

describe('pkgname-spec', () => {
  // The first two are cases of apk-tools' own test of mkndx.
  it.each([
    [`https://test/\${name}-\${version}.apk`, 'https://test/test-a-1.0.apk'],
    [`\${name:3}/\${name}-\${version}.apk`, 'tes/test-a-1.0.apk'],
    [DEFAULT_PACKAGE_NAME_SPEC, 'x86_64/test-a-1.0.apk'],
    [DEFAULT_NDX_PACKAGE_NAME_SPEC, 'test-a-1.0.apk'],
    [`\${hash:8}/\${name}_\${version}.\${hash:4}.apk`, 'abababab/test-a_1.0.abab.apk'],
    [`\${hash}/\${name}.apk`, `${hash}/test-a.apk`],
    [`\${name:99}/\${name:0}\${name}/\${name}-x`, 'test-a/test-a/test-a-x'],
  ])('expands %s', (spec, path) => {
    expect(expandPackageNameSpec(spec, fields)).toBe(path)
  })

  it('looks for noarch packages in noarch', () => {
    expect(expandPackageNameSpec(DEFAULT_PACKAGE_NAME_SPEC, { ...fields, arch: 'noarch' })).toBe(
      'noarch/test-a-1.0.apk',
    )
  })

  it.each([
    ['a last component that begins with anything else', `x-\${name}-\${version}.apk`],
    ['a name that is cut there', `\${name:3}-\${version}.apk`],
    ['a name that nothing separates from the rest', `\${name}\${version}.apk`],
    ['a name and no more', `\${name}`],
    ['an unknown variable', `\${origin}/\${name}-\${version}.apk`],
    ['a variable that does not end', `\${arch/\${name}-\${version`],
    ['a length that is none', `\${name:x}/\${name}-\${version}.apk`],
    ['no length', `\${name:}/\${name}-\${version}.apk`],
    ['two lengths', `\${name:1:2}/\${name}-\${version}.apk`],
    ['nothing', ''],
  ])('refuses %s', (_, spec) => {
    expect(() => checkPackageNameSpec(spec)).toThrow(expect.objectContaining({ code: 'ERR_APK_PACKAGE_NAME_SPEC' }))
  })
})
