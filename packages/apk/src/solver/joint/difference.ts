import type { Solution, SolvedPackage } from '../solution.ts'

/** A package that is not the same everywhere. */
export interface ArchitectureDifference {
  readonly name: string
  /** Version by architecture; null where the package is not part of the solution. */
  readonly versions: Readonly<Record<string, string | null>>
  /** True when the world itself asks for it. */
  readonly requested: boolean
}

/** Packages whose version, or presence, differs between architectures, by name. */
export function differences(solutions: readonly Solution[]): ArchitectureDifference[] {
  const byName = new Map<string, Map<string, SolvedPackage>>()
  for (const { arch, packages } of solutions) {
    for (const solved of packages) {
      const versions = byName.get(solved.name) ?? new Map<string, SolvedPackage>()
      byName.set(solved.name, versions.set(arch, solved))
    }
  }
  const found: ArchitectureDifference[] = []
  for (const [name, versions] of byName) {
    const distinct = new Set([...versions.values()].map((solved) => solved.version))
    if (distinct.size === 1 && versions.size === solutions.length) continue
    found.push({
      name,
      versions: Object.fromEntries(solutions.map(({ arch }) => [arch, versions.get(arch)?.version ?? null])),
      requested: [...versions.values()].some((solved) => solved.reasons.some((reason) => reason.kind === 'world')),
    })
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1))
}
