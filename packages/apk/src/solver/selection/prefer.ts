import { compareVersions } from '../../version/compare.ts'
import type { Option, Selection } from './state.ts'

/**
 * apk's order among the providers of one name: positive when `a` is the better choice, 0 when the first in reading order is.
 * Source: apk-tools 3 `solver.c`, `compare_providers`.
 */
export function compareOptions(selection: Selection, a: Option, b: Option): number {
  const left = a.package
  const right = b.package
  const { available, upgrade } = selection.preference
  const upgrading =
    upgrade === true || (upgrade !== false && (upgrade.has(left.name.text) || upgrade.has(right.name.text)))
  return (
    Number(left.selectable) - Number(right.selectable) ||
    Number(left.usedInMerge) - Number(right.usedInMerge) ||
    right.conflicts - left.conflicts ||
    Number(left.tagAllowed) - Number(right.tagAllowed) ||
    (available ? Number(isAvailable(a)) - Number(isAvailable(b)) : 0) ||
    Number(left.tagPreferred) - Number(right.tagPreferred) ||
    (upgrading ? 0 : Number(left.candidate.installed) - Number(right.candidate.installed)) ||
    compareVersions(a.provider.version, b.provider.version) ||
    (left.name === right.name ? compareVersions(left.candidate.record.version, right.candidate.record.version) : 0) ||
    left.candidate.record.providerPriority - right.candidate.record.providerPriority ||
    Number(left.candidate.installed) - Number(right.candidate.installed) ||
    lowestRepository(b) - lowestRepository(a)
  )
}

function isAvailable(option: Option): boolean {
  return option.package.candidate.repositories.length > 0
}

function lowestRepository(option: Option): number {
  return option.package.candidate.repositories[0] ?? -1
}
