import { Spec, Validation } from '@cyclonedx/cyclonedx-library'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readOsv } from './read-osv.ts'
import { readSecdb } from './read-secdb.ts'
import { writeSarif } from './sarif.ts'
import { type ScannedPackage, scan } from './scan.ts'
import { formatFindings } from './table.ts'
import { writeVex } from './vex.ts'

/** Versions in these tests are numbers joined by dots. */
function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number))
  for (let n = 0; n < Math.max(left?.length ?? 0, right?.length ?? 0); n++) {
    const difference = (left?.[n] ?? 0) - (right?.[n] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

function bytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value))
}

function secdb(
  packages: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>,
): ReturnType<typeof readSecdb> {
  return readSecdb(
    bytes({
      urlprefix: 'https://dl-cdn.alpinelinux.org/alpine',
      distroversion: 'v3.19',
      reponame: 'main',
      packages: Object.entries(packages).map(([name, secfixes]) => ({ pkg: { name, secfixes } })),
    }),
  )
}

function osv(...affected: readonly object[]): ReturnType<typeof readOsv> {
  return readOsv(bytes({ id: 'CGA-1', upstream: ['CVE-2024-1', 'GHSA-1'], summary: 'bad', affected }))
}

function ecosystem(...events: readonly object[]): object {
  return { package: { ecosystem: 'Wolfi', name: 'p' }, ranges: [{ type: 'ECOSYSTEM', events }] }
}

const P = (version: string, more: Partial<ScannedPackage> = {}): ScannedPackage => ({ name: 'p', version, ...more })

function statusOf(feed: ReturnType<typeof readOsv>, pkg: ScannedPackage): string {
  const result = scan([pkg], [feed], { compareVersions })
  const [finding] = [...result.findings, ...result.fixed, ...result.notAffected]
  return finding === undefined ? 'unknown' : `${finding.status} ${finding.fixedVersion ?? '-'}`
}

describe('security databases', () => {
  it('a package is affected before the version that fixed it, and not from it on', () => {
    const feed = secdb({ p: { '1.2': ['CVE-2024-1'] } })
    expect(statusOf(feed, P('1.1'))).toBe('affected 1.2')
    expect(statusOf(feed, P('1.2'))).toBe('fixed 1.2')
  })

  it('version 0 means: never affected', () => {
    expect(statusOf(secdb({ p: { '0': ['CVE-2024-1'] } }), P('1'))).toBe('not_affected -')
  })

  it('of several fixes of one vulnerability the last counts', () => {
    const feed = secdb({ p: { '1': ['CVE-2024-1'], '3': ['CVE-2024-1'], '0': ['CVE-2024-1'] } })
    expect(statusOf(feed, P('2'))).toBe('affected 3')
    expect(statusOf(feed, P('3'))).toBe('fixed 3')
  })

  it('packages are matched by what they were built from', () => {
    const feed = secdb({ busybox: { '2': ['CVE-2024-1'] } })
    expect(statusOf(feed, P('1', { origin: 'busybox' }))).toBe('affected 2')
    expect(statusOf(feed, { name: 'busybox', version: '1', origin: 'other' })).toBe('unknown')
  })

  it('an entry of several names is one vulnerability a CVE, with the other names as aliases', () => {
    const feed = secdb({ p: { '2': ['CVE-1-1 CVE-1-2 XSA-3', 'XSA-4 (regression)', '', 'ALPINE-13661'] } })
    expect(feed.advisories.map(({ id, aliases }) => [id, aliases])).toEqual([
      ['CVE-1-1', ['XSA-3']],
      ['CVE-1-2', ['XSA-3']],
      ['XSA-4', []],
      ['ALPINE-13661', []],
    ])
  })

  it('speaks of its own distribution and release only', () => {
    const feed = secdb({ p: { '2': ['CVE-2024-1'] } })
    const found = (distribution: string, release: string): number =>
      scan([P('1')], [feed], { compareVersions, distribution, release }).findings.length
    expect([found('alpine', 'v3.19'), found('wolfi', 'v3.19'), found('alpine', 'v3.20')]).toEqual([1, 0, 0])
  })

  it('refuses what is none', () => {
    expect(() => readSecdb(bytes({ packages: [1] }))).toThrow(expect.objectContaining({ code: 'ERR_SBOM_SHAPE' }))
    expect(() => readSecdb(bytes({}), { maxBytes: 1 })).toThrow(expect.objectContaining({ code: 'ERR_SBOM_TOO_LARGE' }))
  })
})

describe('OSV records', () => {
  it('events open and close ranges', () => {
    const feed = osv(ecosystem({ introduced: '0' }, { fixed: '2' }, { introduced: '3' }, { last_affected: '4' }))
    const statuses = ['1', '2', '3', '4', '5'].map((version) => statusOf(feed, P(version)))
    expect(statuses).toEqual(['affected 2', 'fixed 2', 'affected -', 'affected -', 'fixed 2'])
  })

  it('a range that nothing ends has no fix', () => {
    expect(statusOf(osv(ecosystem({ introduced: '2' })), P('3'))).toBe('affected -')
    expect(statusOf(osv(ecosystem({ introduced: '2' })), P('1'))).toBe('fixed -')
  })

  it('an end in version 0 means: not affected, for the reason that the record gives', () => {
    const feed = osv({
      ...ecosystem({ introduced: '0' }, { fixed: '0' }),
      ecosystem_specific: {
        components: [null, { status: 'not_affected', justification: 'NOT_PRESENT', note: 'really' }],
      },
    })
    const { notAffected } = scan([P('1')], [feed], { compareVersions })
    expect(notAffected).toMatchObject([{ id: 'CVE-2024-1', justification: 'NOT_PRESENT: really' }])
  })

  it('commits, and packages without versions, say nothing', () => {
    const commits = { package: { name: 'p' }, ranges: [{ type: 'GIT', events: [{ introduced: '0' }] }] }
    expect(statusOf(osv(commits, { package: { name: 'p' } }), P('1'))).toBe('unknown')
  })

  it('single versions count, withdrawn records do not', () => {
    expect(statusOf(osv({ package: { name: 'p' }, versions: ['1'] }), P('1'))).toBe('affected -')
    const withdrawn = readOsv(
      bytes([{ id: 'x', withdrawn: '2024-01-01T00:00:00Z', affected: [ecosystem({ introduced: '0' })] }]),
    )
    expect(withdrawn.advisories).toEqual([])
  })

  it('speaks of one architecture where its purl names one', () => {
    const feed = osv({
      ...ecosystem({ introduced: '0' }),
      package: { ecosystem: 'Wolfi', name: 'p', purl: 'pkg:apk/wolfi/p?arch=x86_64' },
    })
    expect(statusOf(feed, P('1', { arch: 'aarch64' }))).toBe('unknown')
    expect(statusOf(feed, P('1', { arch: 'x86_64' }))).toBe('affected -')
  })

  it('the identifier is the CVE, the others are aliases', () => {
    expect(osv(ecosystem({ introduced: '0' })).advisories[0]).toMatchObject({
      id: 'CVE-2024-1',
      aliases: ['CGA-1', 'GHSA-1'],
      summary: 'bad',
    })
  })
})

describe('scan', () => {
  it('of two feeds that speak of one vulnerability in one package, the first decides', () => {
    const not = secdb({ p: { '0': ['CVE-2024-1'] } })
    const yes = osv(ecosystem({ introduced: '0' }))
    expect(scan([P('1')], [not, yes], { compareVersions }).findings).toEqual([])
    expect(scan([P('1')], [yes, not], { compareVersions }).notAffected).toEqual([])
  })

  it('identifiers are ordered by their numbers', () => {
    const feed = secdb({ p: { '2': ['CVE-2024-10', 'CVE-2024-9', 'CVE-2023-100'] } })
    const { findings } = scan([P('1')], [feed], { compareVersions })
    expect(findings.map(({ id }) => id)).toEqual(['CVE-2023-100', 'CVE-2024-9', 'CVE-2024-10'])
  })

  it('agrees with the definition of ranges on any versions', () => {
    const version = fc.integer({ min: 1, max: 9 }).map(String)
    fc.assert(
      fc.property(version, fc.uniqueArray(version, { minLength: 1 }), (installed, fixes) => {
        const feed = secdb({ p: Object.fromEntries(fixes.map((fix) => [fix, ['CVE-2024-1']])) })
        const last = fixes.toSorted(compareVersions).at(-1) ?? ''
        const { findings } = scan([P(installed)], [feed], { compareVersions })
        expect(findings.map(({ fixedVersion }) => fixedVersion)).toEqual(
          compareVersions(installed, last) < 0 ? [last] : [],
        )
      }),
    )
  })
})

describe('what a scan says', () => {
  const feeds = [
    secdb({
      busybox: { '3': ['CVE-2024-1', 'CVE-2024-2'], '4': ['CVE-2024-3'], '1': ['CVE-2020-1'], '0': ['CVE-2020-2'] },
    }),
    osv(ecosystem({ introduced: '0' })),
  ]
  const packages = [
    { name: 'busybox', version: '2', purl: 'pkg:apk/alpine/busybox@2' },
    { name: 'ssl_client', version: '2', origin: 'busybox' },
  ]
  const result = scan(packages, feeds, { compareVersions })

  it.each<[string, readonly ScannedPackage[], string]>([
    ['one upgrade', packages, '3 known CVEs, all fixed by upgrading busybox to 4'],
    ['nothing', [], 'no known CVEs'],
    ['no fix', [P('1')], '1 known CVE, without a fix yet'],
    ['some fixes', [...packages, { name: 'q', version: '1' }], '3 known CVEs, all fixed by upgrading busybox to 4'],
    ['one fix', [{ name: 'busybox', version: '3' }], '1 known CVE, fixed by upgrading busybox to 4'],
  ])('one sentence about %s', (_, scanned, sentence) => {
    expect(scan(scanned, feeds, { compareVersions }).summary).toBe(sentence)
  })

  it('one sentence tells what has a fix from what has none', () => {
    const more = [secdb({ busybox: { '3': ['CVE-2024-7', 'XSA-1'] } }), ...feeds]
    expect(scan([P('1'), { name: 'busybox', version: '2' }], more, { compareVersions }).summary).toBe(
      '5 known vulnerabilities, 4 of them fixed by upgrading busybox to 4; 1 without a fix yet',
    )
  })

  it('a table', () => {
    expect(formatFindings(scan(packages.slice(0, 1), feeds, { compareVersions }))).toBe(
      [
        'PACKAGE  INSTALLED  FIXED IN  VULNERABILITY  FEED',
        'busybox  2          3         CVE-2024-1     alpine/v3.19/main',
        'busybox  2          3         CVE-2024-2     alpine/v3.19/main',
        'busybox  2          4         CVE-2024-3     alpine/v3.19/main',
        '',
        '3 known CVEs, all fixed by upgrading busybox to 4',
        '',
      ].join('\n'),
    )
  })

  it('SARIF: a rule a vulnerability, a result a finding', () => {
    const { value, text } = writeSarif(result, { toolVersion: '0.1.0' })
    const [run] = value['runs'] as readonly {
      tool: { driver: { rules: { id: string }[] } }
      results: { ruleIndex: number; ruleId: string; message: { text: string } }[]
    }[]
    expect(run?.tool.driver.rules.map(({ id }) => id)).toEqual(['CVE-2024-1', 'CVE-2024-2', 'CVE-2024-3'])
    expect(run?.results).toHaveLength(6)
    for (const { ruleId, ruleIndex } of run?.results ?? []) expect(run?.tool.driver.rules[ruleIndex]?.id).toBe(ruleId)
    expect(run?.results[0]?.message.text).toBe('busybox 2 has CVE-2024-1. Upgrade busybox to 3.')
    expect(JSON.parse(text)).toEqual(value)
  })

  it('CycloneDX VEX: valid, and every status in the words of CycloneDX', async () => {
    for (const version of ['1.6', '1.7'] as const) {
      const { value, text } = await writeVex(result, { version, created: '2024-01-01T00:00:00Z' })
      const validator = new Validation.JsonStrictValidator(
        version === '1.6' ? Spec.Version.v1dot6 : Spec.Version.v1dot7,
      )
      expect(await validator.validate(text)).toBeNull()
      const states = (value['vulnerabilities'] as readonly { id: string; analysis: { state: string } }[]).map(
        ({ id, analysis }) => `${id} ${analysis.state}`,
      )
      expect(new Set(states)).toEqual(
        new Set([
          'CVE-2024-1 in_triage',
          'CVE-2024-2 in_triage',
          'CVE-2024-3 in_triage',
          'CVE-2020-1 resolved',
          'CVE-2020-2 not_affected',
        ]),
      )
    }
  })
})
