import { compareVersions } from '../version/compare.ts'
import { compareApkoPackages } from './apko/prefer.ts'
import type { Provider } from './candidate.ts'
import type { Compare } from './search/problem.ts'
import { tagBit } from './search/reach.ts'
import type { Preference } from './selection/state.ts'
import type { SolverTables } from './tables.ts'

/** apk's order of preference as far as it does not depend on choices made before; better first. */
export function apkOrder(tables: SolverTables, preference: Preference): Compare {
  const { available, upgrade } = preference
  return (a, b, requirement, fromWorld) => {
    const tag = fromWorld ? tagBit(tables, requirement) : 1
    const left = a.candidate
    const right = b.candidate
    const upgrading = upgrade === true || (upgrade !== false && upgrade.has(left.record.name))
    return (
      (available ? Number(isAvailable(b)) - Number(isAvailable(a)) : 0) ||
      Number((right.tags & tag) !== 0) - Number((left.tags & tag) !== 0) ||
      (upgrading ? 0 : Number(right.installed) - Number(left.installed)) ||
      compareVersions(b.version, a.version) ||
      (left.name === right.name ? compareVersions(right.record.version, left.record.version) : 0) ||
      right.record.providerPriority - left.record.providerPriority ||
      Number(right.installed) - Number(left.installed) ||
      (left.repositories[0] ?? -1) - (right.repositories[0] ?? -1) ||
      left.id - right.id
    )
  }
}

/** apko's order as far as it does not depend on choices made before; better first. Source: apko `repo.go`. */
export function apkoOrder(tables: SolverTables): Compare {
  const index = tables.asApko
  return (a, b, requirement) =>
    compareApkoPackages(index.of(a.candidate), index.of(b.candidate), {
      name: requirement.name,
      existing: new Map(),
      origins: new Map(),
      pin: requirement.tag ?? '',
    })
}

function isAvailable(provider: Provider): boolean {
  return provider.candidate.repositories.length > 0
}
