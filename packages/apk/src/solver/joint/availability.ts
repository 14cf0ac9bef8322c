import type { IndexTable } from '../../apkindex/table/index-table.ts'
import type { IndexRecord } from '../../metadata/metadata.ts'
import { tableOf } from '../offer.ts'
import type { SolverRepository } from '../tables.ts'

/** Indexes of one architecture. */
export interface ArchitectureIndexes {
  readonly arch: string
  readonly repositories: readonly SolverRepository[]
}

/**
 * apko's filter: a package that another architecture lacks in this very version cannot be chosen. Returns, for each
 * architecture, why a record is out. Source: apko `pkg/apk/apk/repo.go`, `disqualifyDifference`.
 */
export function availabilityFilters(
  arches: readonly ArchitectureIndexes[],
): readonly ((record: IndexRecord) => string | undefined)[] {
  const offered = arches.map(({ arch, repositories }) => ({
    arch,
    tables: repositories.map(({ records }) => tableOf(records)),
  }))
  return arches.map(({ arch }) => (record) => {
    const lacking = offered.find((other) => other.arch !== arch && !other.tables.some((table) => lists(table, record)))
    return lacking === undefined ? undefined : `it is not available for ${lacking.arch}`
  })
}

/** Whether an index has a package of that name and version. */
function lists(table: IndexTable, { name, version }: IndexRecord): boolean {
  const number = table.find(name)
  if (number < 0) return false
  return table.bearers(number).some((position) => {
    const other = table.record(position)
    return other.name === name && other.version === version
  })
}
