import { readFileSync } from 'node:fs'
import { compareVersions } from '@nacre/apk'
import { readOsv, readSecdb, type ScannedPackage, scan, writeVex } from '@nacre/sbom'
import { describe, expect, it } from 'vitest'
import { dataRoot, testData } from './data.ts'
import { validateCycloneDx } from './sbom-libraries.ts'

const RELEASE = { distribution: 'alpine', release: 'v3.19' } as const

function secdb(repository: string): Buffer {
  return readFileSync(testData(`data/vuln/alpine-secdb/v3.19/${repository}.json`))
}

/** The records of an installed database, taken apart by line ends alone. */
function installed(path: string): readonly ScannedPackage[] {
  return readFileSync(testData(path), 'utf8')
    .split('\n\n')
    .map((record) => new Map(record.split('\n').map((line) => [line.slice(0, 2), line.slice(2)])))
    .filter((fields) => fields.has('P:'))
    .map((fields) => ({
      name: fields.get('P:') ?? '',
      version: fields.get('V:') ?? '',
      origin: fields.get('o:') ?? '',
      arch: fields.get('A:') ?? '',
    }))
}

describe.skipIf(!dataRoot)('scanning the Alpine 3.19.1 server against the security database of 2024-12-31', () => {
  const packages = dataRoot === undefined ? [] : installed('data/golden/apk-install/iso-3.19.1-x86_64-server/installed')
  const feeds = dataRoot === undefined ? [] : ['main', 'community'].map((name) => readSecdb(secdb(name)))
  const result = scan(packages, feeds, { compareVersions, ...RELEASE })

  it('finds what a loop over the feed finds', () => {
    const expected = new Set<string>()
    const resolved = new Set<string>()
    for (const repository of ['main', 'community']) {
      const feed = JSON.parse(secdb(repository).toString()) as {
        packages: { pkg: { name: string; secfixes: Record<string, string[]> } }[]
      }
      for (const { name, version, origin } of packages) {
        for (const { pkg } of feed.packages) {
          if (pkg.name !== origin) continue
          for (const [fix, entries] of Object.entries(pkg.secfixes)) {
            for (const id of entries.flatMap((entry) => entry.match(/CVE-\S+/g) ?? [entry.split(' ')[0] ?? ''])) {
              if (fix === '0') continue
              if (compareVersions(version, fix) < 0) expected.add(`${name} ${version} ${id} ${fix}`)
              else resolved.add(`${name} ${version} ${id}`)
            }
          }
        }
      }
    }
    const found = result.findings.map(
      ({ package: pkg, id, fixedVersion }) => `${pkg.name} ${pkg.version} ${id} ${fixedVersion}`,
    )
    expect(new Set(found)).toEqual(expected)
    expect(found).toHaveLength(expected.size)
    expect(new Set(result.fixed.map(({ package: pkg, id }) => `${pkg.name} ${pkg.version} ${id}`))).toEqual(resolved)
  })

  it('says in one sentence what to do', () => {
    expect(result.summary).toBe(
      '13 known CVEs, all fixed by upgrading busybox to 1.36.1-r19, gnutls to 3.8.4-r0, openssl to 3.1.7-r1 and openssh to 9.6_p1-r1',
    )
    const busybox = packages.filter(({ origin }) => origin === 'busybox')
    expect(scan(busybox, feeds, { compareVersions, ...RELEASE }).summary).toBe(
      '4 known CVEs, all fixed by upgrading busybox to 1.36.1-r19',
    )
  })

  it('finds nothing after the upgrades that it asks for', () => {
    const upgrades = new Map<string, string>()
    for (const { package: pkg, fixedVersion } of result.findings) {
      const known = upgrades.get(pkg.origin ?? '')
      if (fixedVersion !== undefined && (known === undefined || compareVersions(known, fixedVersion) < 0)) {
        upgrades.set(pkg.origin ?? '', fixedVersion)
      }
    }
    const upgraded = packages.map((pkg) => ({ ...pkg, version: upgrades.get(pkg.origin ?? '') ?? pkg.version }))
    expect(scan(upgraded, feeds, { compareVersions, ...RELEASE }).findings).toEqual([])
  })

  it('what was never affected is told apart from what is fixed', () => {
    expect(result.notAffected.length).toBeGreaterThan(0)
    for (const finding of result.notAffected) expect(finding.fixedVersion).toBeUndefined()
  })

  it('makes a valid VEX document', async () => {
    expect(await validateCycloneDx((await writeVex(result)).text)).toBeNull()
  })
})

describe.skipIf(!dataRoot)('Wolfi and Chainguard feeds', () => {
  it('are read whole', () => {
    for (const file of ['wolfi-security.json', 'chainguard-security.json']) {
      const bytes = readFileSync(testData(`data/vuln/vunnel/${file}`))
      const { packages } = JSON.parse(bytes.toString()) as {
        packages: { pkg: { secfixes: Record<string, string[]> } }[]
      }
      const ids = packages.flatMap(({ pkg }) => [...new Set(Object.values(pkg.secfixes).flat())])
      expect(readSecdb(bytes).advisories).toHaveLength(ids.length)
    }
  })

  it('an OSV record speaks of its own distribution and architecture, and gives its reason for not affected', () => {
    const feed = readOsv(readFileSync(testData('data/vuln/vunnel/osv-chainguard/CGA-xcpc-gm23-prj9.json')))
    const at = (name: string, version: string, distribution: string, arch: string): string => {
      const { findings, fixed, notAffected } = scan([{ name, version, arch }], [feed], {
        compareVersions,
        distribution,
      })
      const [finding] = [...findings, ...fixed, ...notAffected]
      return finding === undefined
        ? 'unknown'
        : `${finding.id} ${finding.status} ${finding.fixedVersion ?? finding.justification}`
    }
    expect(at('syncthing', '2.0.13-r0', 'chainguard', 'x86_64')).toBe('CVE-2025-68121 affected 2.0.14-r1')
    expect(at('syncthing', '2.0.14-r1', 'chainguard', 'x86_64')).toBe('CVE-2025-68121 fixed 2.0.14-r1')
    expect(at('syncthing', '2.0.13-r0', 'wolfi', 'x86_64')).toBe('unknown')
    expect(at('syncthing-compat', '2.0.13-r0', 'chainguard', 'x86_64')).toBe(
      'CVE-2025-68121 not_affected VULNERABLE_CODE_NOT_PRESENT: Binary compiled without affected temp directory code path',
    )
  })
})
