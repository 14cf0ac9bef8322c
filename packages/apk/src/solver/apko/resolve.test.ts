import { describe, expect, test } from 'vitest'
import type { IndexRecord } from '../../metadata/metadata.ts'
import { solve } from '../solve.ts'

/** The packages that apko's own resolver tests use; version 1.0.0 unless given. */
const PACKAGES: Record<string, { depends?: string; provides?: string }> = {
  package1: { depends: 'dep1 dep2 dep3' },
  dep1: { depends: 'dep4 dep5' },
  dep2: { depends: 'dep3 /bin/sh' },
  dep3: { depends: 'dep6 cmd:/bin/foo so:libq.so.1' },
  dep4: {},
  dep5: {},
  dep6: {},
  dep7: {},
  dep8: { depends: 'dep8' },
  libq: { provides: 'so:libq.so.1' },
  foo: { provides: 'cmd:/bin/foo' },
  busybox: { provides: '/bin/sh' },
  package2: { depends: 'dep2 dep7' },
  package3: { depends: 'dep8' },
  package5: {},
  'package5=1.5.0': {},
  'package5=1.5.1': {},
  'package5=2.0.0': {},
  'package5-special=1.2.0': { provides: 'package5' },
  'package5-noconflict=1.2.0': { provides: 'package5' },
  'package5-conflict=1.2.0': { provides: 'package5=1.2.0' },
  'package7=1': {},
  'package8=2': { provides: 'package7=0.9' },
  'package9=2.0.0': { depends: 'package5' },
  'abc9=2.0.0': { depends: 'package5' },
  'locked-dep=2.0.0': { depends: 'package5=1.5.1' },
}

describe("apko's resolver", () => {
  test('dependencies come before dependents, what has the fewest candidates first, then by text', () => {
    expect(install('package1', 'package2')).toEqual(
      'dep4 dep5 dep1 busybox foo dep6 libq dep3 dep2 package1 dep7 package2'.split(' '),
    )
  })

  test('a world entry decides on the version that dependencies get', () => {
    expect(install('abc9', 'package5')).toEqual(['package5', 'abc9'])
    expect(versions('abc9', 'package5')).toContain('package5=2.0.0')
    expect(versions('abc9', 'package5=1.5.1')).toContain('package5=1.5.1')
    expect(install('abc9', 'package5-special')).toEqual(['package5-special', 'abc9'])
  })

  test('an exact requirement of a dependency pulls the unversioned world entry down', () => {
    expect(versions('package5', 'locked-dep')).toEqual(['package5=1.5.1', 'locked-dep=2.0.0'])
  })

  test('of two requirements the stricter one holds', () => {
    expect(versions('package5=1.5.1', 'package5>1.0.0')).toEqual(['package5=1.5.1'])
    expect(() => versions('package5=1.0.0', 'package5=1.5.1')).toThrow('cannot be met')
  })

  test('cycles end', () => {
    expect(install('package3')).toEqual(['dep8', 'package3'])
  })

  test('unversioned providers of one name live together, beside a versioned one they do not', () => {
    expect(install('package5-special', 'package5-noconflict').sort()).toEqual([
      'package5-noconflict',
      'package5-special',
    ])
    expect(() => install('package5-conflict', 'package5-noconflict')).toThrow('cannot be met')
  })

  test('a package of the name goes before a lower provided version', () => {
    expect(versions('package7')).toEqual(['package7=1'])
  })
})

function solveFixture(world: string[]): readonly { name: string; version: string }[] {
  const records = Object.entries(PACKAGES).map(([key, { depends = '', provides = '' }]): IndexRecord => {
    const [name = '', version = '1.0.0'] = key.split('=')
    return {
      name,
      version,
      depends: depends.split(' ').filter(Boolean),
      provides: provides.split(' ').filter(Boolean),
      installIf: [],
      checksum: '',
      size: 1,
      installedSize: 1,
      description: '',
      url: '',
      license: '',
      origin: name,
      maintainer: '',
      buildTime: 0,
      commit: '',
      providerPriority: 0,
    }
  })
  return solve({ world, arch: 'x86_64', order: 'apko', repositories: [{ name: 'fixture', records }] }).packages
}

function install(...world: string[]): string[] {
  return solveFixture(world).map(({ name }) => name)
}

function versions(...world: string[]): string[] {
  return solveFixture(world).map(({ name, version }) => `${name}=${version}`)
}
