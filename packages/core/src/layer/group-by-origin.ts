import { parseDependency, satisfies } from '@nacre/apk/model'
import type { ExpandedPackage } from '../fetch/expanded-package.ts'
import { compareNames } from '../rootfs/path.ts'
import type { LayerGroup } from './strategy.ts'

/**
 * Packages of one origin together, and those that replace each other; the largest groups first, and all that go beyond the
 * budget in one last group (apko 1.2, layering strategy `origin`).
 *
 * @param budget groups at most; 0 counts as 1
 */
export function groupByOrigin(packages: readonly ExpandedPackage[], budget: number): LayerGroup[] {
  const groups = mergeReplaced(packages)
    .map(sizedGroup)
    .sort((a, b) => b.size - a.size || compareNames(a.greatest, b.greatest))
    .map(({ members }) => members)
  if (groups.length <= budget) return groups.map(byName)
  const kept = groups.slice(0, Math.max(budget - 1, 0))
  return [...kept, groups.slice(kept.length).flat()].map(byName)
}

/** Groups by origin, joined where a package of one replaces one of the other in the version that is there. */
function mergeReplaced(packages: readonly ExpandedPackage[]): ExpandedPackage[][] {
  const leaders = new Map<string, string>()
  const leaderOf = (origin: string): string => {
    const next = leaders.get(origin) ?? origin
    return next === origin ? origin : leaderOf(next)
  }
  const byPackage = new Map(packages.map((pkg) => [pkg.info.name, pkg]))
  for (const { info } of packages) {
    for (const text of info.replaces) {
      const replaced = byPackage.get(parseDependency(text).name)
      if (replaced === undefined || !satisfies(replaced.info.version, text)) continue
      leaders.set(leaderOf(replaced.info.origin), leaderOf(info.origin))
    }
  }
  return [...Map.groupBy(packages, ({ info }) => leaderOf(info.origin)).values()]
}

function sizedGroup(members: ExpandedPackage[]): { members: ExpandedPackage[]; size: number; greatest: string } {
  const names = members.map(({ info }) => info.name).sort(compareNames)
  return {
    members,
    size: members.reduce((sum, { info }) => sum + info.installedSize, 0),
    greatest: names.at(-1)!,
  }
}

function byName(group: LayerGroup): LayerGroup {
  return [...group].sort((a, b) => compareNames(a.info.name, b.info.name))
}
