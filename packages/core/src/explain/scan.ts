import { compareVersions } from '@nacre/apk/model'
import {
  type AdvisoryFeed,
  type Finding,
  formatFindings,
  type ScannedPackage,
  type ScanResult,
  scan,
} from '@nacre/sbom'
import type { BuiltImage } from '../build/built-image.ts'
import type { Plan } from '../plan/plan.ts'
import { type Distribution, distributionOfRepositories, distributionOfTree } from './distribution.ts'

/** How an image is scanned; what is left out is read from the image, or from the addresses of its repositories. */
export interface ScanImageOptions extends Distribution {}

/** A finding, and the architectures that it holds for. */
export interface ImageFinding extends Finding {
  /** APK names. */
  readonly archs: readonly string[]
}

/** What scanning an image found, over all its architectures. */
export interface ImageScan {
  /** Known vulnerabilities that are in the image. */
  readonly findings: readonly ImageFinding[]
  /** What the versions in the image have fixed already. */
  readonly fixed: readonly ImageFinding[]
  /** What a feed says that the packages never were affected by. */
  readonly notAffected: readonly ImageFinding[]
  /** One sentence: `3 known CVEs, all fixed by upgrading busybox to 1.36.1-r19`. */
  readonly summary: string
  /** The findings as a table, and the summary. */
  toString(): string
}

/** Matches the packages of a plan against feeds of advisories. */
export function scanPlan(plan: Plan, feeds: readonly AdvisoryFeed[], options: ScanImageOptions = {}): ImageScan {
  const archs = plan.archs.map((arch) => {
    const packages = plan
      .packages(arch)
      .map(({ name, version, record: { origin } }) => ({ name, version, origin, arch }))
    const locations = new Set(plan.packages(arch).map(({ repository }) => repository.name))
    return { arch, packages, scope: { ...distributionOfRepositories([...locations]), ...options } }
  })
  return scanArchitectures(archs, feeds)
}

/** Matches the packages of a built image against feeds of advisories. */
export async function scanImage(
  built: BuiltImage,
  feeds: readonly AdvisoryFeed[],
  options: ScanImageOptions = {},
): Promise<ImageScan> {
  const archs = built.archs.map(async (arch) => {
    const image = built.arch(arch)
    const packages = image.packages.map(({ info: { name, version, origin } }) => ({ name, version, origin, arch }))
    return { arch, packages, scope: { ...(await distributionOfTree(image.rootfs)), ...options } }
  })
  return scanArchitectures(await Promise.all(archs), feeds)
}

interface ScannedArchitecture {
  readonly arch: string
  readonly packages: readonly ScannedPackage[]
  readonly scope: Distribution
}

function scanArchitectures(archs: readonly ScannedArchitecture[], feeds: readonly AdvisoryFeed[]): ImageScan {
  const results = archs.map(({ arch, packages, scope }): [string, ScanResult] => [
    arch,
    scan(packages, feeds, { compareVersions, ...scope }),
  ])
  const summaries = new Set(results.map(([, { summary }]) => summary))
  const merged = {
    findings: merge(results, 'findings'),
    fixed: merge(results, 'fixed'),
    notAffected: merge(results, 'notAffected'),
    summary:
      summaries.size === 1 ? [...summaries].join() : results.map(([arch, one]) => `${arch}: ${one.summary}`).join('; '),
  }
  return { ...merged, toString: () => formatFindings(merged).trimEnd() }
}

function merge(
  results: readonly (readonly [string, ScanResult])[],
  list: 'findings' | 'fixed' | 'notAffected',
): ImageFinding[] {
  const merged = new Map<string, ImageFinding & { archs: string[] }>()
  for (const [arch, result] of results) {
    for (const { package: pkg, ...finding } of result[list]) {
      const key = [finding.id, pkg.name, pkg.version, finding.feed].join('\n')
      const known = merged.get(key)
      const { arch: _, ...rest } = pkg
      if (known === undefined) merged.set(key, { ...finding, package: rest, archs: [arch] })
      else known.archs.push(arch)
    }
  }
  return [...merged.values()]
}
