import type { Advisory, AffectedRange } from './advisory.ts'

/** The order of two versions: negative, zero or positive. */
export type CompareVersions = (a: string, b: string) => number

/** True where the version lies in one of the advisory's ranges, or is one of its versions. */
export function isAffected(version: string, advisory: Advisory, compareVersions: CompareVersions): boolean {
  return (
    advisory.versions.includes(version) || advisory.ranges.some((range) => inRange(version, range, compareVersions))
  )
}

function inRange(version: string, range: AffectedRange, compareVersions: CompareVersions): boolean {
  if (range.introduced !== undefined && compareVersions(version, range.introduced) < 0) return false
  if (range.fixed !== undefined && compareVersions(version, range.fixed) >= 0) return false
  return range.lastAffected === undefined || compareVersions(version, range.lastAffected) <= 0
}

/**
 * The lowest version from `version` on that no range holds any more; of a version that is not affected, the last fix.
 * Undefined where there is none: a range that holds the version has no fix, or only a list of versions says that it is
 * affected.
 */
export function lastFix(
  version: string,
  advisories: readonly Advisory[],
  compareVersions: CompareVersions,
): string | undefined {
  const ranges = advisories.flatMap((advisory) => advisory.ranges)
  const fixes = ranges.flatMap(({ fixed }) => fixed ?? []).sort(compareVersions)
  const affected = advisories.some((advisory) => isAffected(version, advisory, compareVersions))
  if (!affected) return fixes.filter((fix) => compareVersions(fix, version) <= 0).at(-1)
  return fixes.find(
    (fix) =>
      compareVersions(fix, version) > 0 && !advisories.some((advisory) => isAffected(fix, advisory, compareVersions)),
  )
}
