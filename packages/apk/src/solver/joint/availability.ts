import type { IndexRecord } from '../../metadata/metadata.ts'
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
    packages: new Set(repositories.flatMap(({ records }) => records.map(identify))),
  }))
  return arches.map(({ arch }) => (record) => {
    const lacking = offered.find((other) => other.arch !== arch && !other.packages.has(identify(record)))
    return lacking === undefined ? undefined : `it is not available for ${lacking.arch}`
  })
}

function identify({ name, version }: IndexRecord): string {
  return `${name}=${version}`
}
