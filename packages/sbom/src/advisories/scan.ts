import type { Advisory, AdvisoryFeed } from './advisory.ts'
import { type CompareVersions, isAffected, lastFix } from './affected.ts'
import { summarize } from './summary.ts'

/** An installed or planned package, as {@link scan} needs it. */
export interface ScannedPackage {
  readonly name: string
  readonly version: string
  /** Name of the package that it was built from. Absent: its own name. */
  readonly origin?: string
  /** APK architecture. Absent: advisories for any architecture apply. */
  readonly arch?: string
  readonly purl?: string
  /** `id` of its component in an SBOM, for references out of a VEX document. */
  readonly id?: string
}

/** What {@link scan} needs beside packages and feeds. */
export interface ScanOptions {
  /** The order of versions of the package manager: `compareVersions` of @nacre/apk. */
  readonly compareVersions: CompareVersions
  /** os-release `ID` of the packages. Given, advisories for other distributions do not apply. */
  readonly distribution?: string
  /** Release of the distribution, such as `v3.19`. Given, advisories for other releases do not apply. */
  readonly release?: string
}

/** One vulnerability and one package that an advisory speaks of. */
export interface Finding {
  readonly id: string
  readonly aliases: readonly string[]
  readonly package: ScannedPackage
  /** `affected`: it is in the package; `fixed`: it was, in an older version; `not_affected`: it never was. */
  readonly status: 'affected' | 'fixed' | 'not_affected'
  /** The first version without it. Absent of an affected package: there is no fix yet. */
  readonly fixedVersion?: string
  /** Name of the feed that says so. */
  readonly feed: string
  readonly summary?: string
  readonly cvss?: string
  readonly justification?: string
  readonly references: readonly string[]
}

/** What {@link scan} found. Each list is in the order of the packages, then of the identifiers. */
export interface ScanResult {
  readonly findings: readonly Finding[]
  /** What the installed versions have already fixed. */
  readonly fixed: readonly Finding[]
  /** What a feed says these packages were never affected by. */
  readonly notAffected: readonly Finding[]
  /** One sentence: `3 known CVEs, all fixed by upgrading busybox to 1.36.1-r19`. */
  readonly summary: string
}

/**
 * Matches packages against advisories, by origin or name and by the given order of versions. Works on a plan as well as
 * on an image: only names and versions are looked at. Feeds stand in the order of their authority: of one vulnerability in
 * one package, the first feed that speaks of it decides.
 */
export function scan(
  packages: readonly ScannedPackage[],
  feeds: readonly AdvisoryFeed[],
  options: ScanOptions,
): ScanResult {
  const indexed = feeds.map(({ name, advisories }) => ({
    name,
    byPackage: Map.groupBy(
      advisories.filter((advisory) => inScope(advisory, options)),
      ({ package: pkg }) => pkg,
    ),
  }))
  const all = packages.flatMap((pkg) => {
    const found = new Map<string, Finding>()
    for (const feed of indexed) {
      const spoken = Map.groupBy(advisoriesFor(pkg, feed.byPackage), ({ id }) => id)
      for (const [id, advisories] of spoken) {
        if (!found.has(id)) found.set(id, judge(pkg, advisories, feed.name, options.compareVersions))
      }
    }
    return [...found.values()].sort((a, b) => byIdentifier(a.id, b.id))
  })
  const findings = all.filter(({ status }) => status === 'affected')
  return {
    findings,
    fixed: all.filter(({ status }) => status === 'fixed'),
    notAffected: all.filter(({ status }) => status === 'not_affected'),
    summary: summarize(findings, options.compareVersions),
  }
}

function inScope({ distribution, release }: Advisory, options: ScanOptions): boolean {
  return agree(distribution, options.distribution) && agree(release, options.release)
}

function agree(said: string | undefined, asked: string | undefined): boolean {
  return said === undefined || asked === undefined || said === asked
}

function advisoriesFor(pkg: ScannedPackage, byPackage: ReadonlyMap<string, readonly Advisory[]>): readonly Advisory[] {
  const origin = pkg.origin || pkg.name
  const own = pkg.name === origin ? [] : (byPackage.get(pkg.name) ?? []).filter(({ matches }) => matches === 'name')
  return [...(byPackage.get(origin) ?? []), ...own].filter(({ arch }) => agree(arch, pkg.arch))
}

function judge(
  pkg: ScannedPackage,
  advisories: readonly Advisory[],
  feed: string,
  compareVersions: CompareVersions,
): Finding {
  const [first] = advisories
  const affecting = advisories.filter(({ ranges, versions }) => ranges.length > 0 || versions.length > 0)
  const status = affecting.some((advisory) => isAffected(pkg.version, advisory, compareVersions))
    ? 'affected'
    : affecting.length > 0
      ? 'fixed'
      : 'not_affected'
  const fixedVersion = lastFix(pkg.version, affecting, compareVersions)
  return {
    id: first?.id ?? '',
    aliases: [...new Set(advisories.flatMap(({ aliases }) => aliases))],
    package: pkg,
    status,
    ...(fixedVersion !== undefined && { fixedVersion }),
    feed,
    ...(first?.summary !== undefined && { summary: first.summary }),
    ...(first?.cvss !== undefined && { cvss: first.cvss }),
    ...(status === 'not_affected' && first?.justification !== undefined && { justification: first.justification }),
    references: [...new Set(advisories.flatMap(({ references }) => references))],
  }
}

/** Numbers inside identifiers count as numbers: CVE-2023-9 before CVE-2023-10. No locale takes part. */
function byIdentifier(a: string, b: string): number {
  const left = a.match(/\d+|\D+/g) ?? []
  const right = b.match(/\d+|\D+/g) ?? []
  for (const [index, part] of left.entries()) {
    const other = right[index]
    if (other === undefined) return 1
    if (part === other) continue
    const difference = Number(part) - Number(other)
    if (difference !== 0 && !Number.isNaN(difference)) return difference
    return part < other ? -1 : 1
  }
  return left.length - right.length
}
