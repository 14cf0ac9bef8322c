import { compareVersions } from '../version/compare.ts'
import type { Reason, Solution, SolvedPackage } from './solution.ts'

/** What changed between two solutions. */
export interface SolutionDiff {
  readonly added: readonly Addition[]
  readonly removed: readonly Removal[]
  readonly upgraded: readonly VersionChange[]
  readonly downgraded: readonly VersionChange[]
  /** The same for people, a line a package: `+ zlib 1.3-r0 (git depends on so:libz.so.1)`. Not enumerable. */
  toString(): string
}

/** A package that only the second solution has. */
export interface Addition {
  readonly name: string
  readonly version: string
  /** Who asks for it. */
  readonly reasons: readonly Reason[]
  readonly because: string
}

/** A package that only the first solution has. */
export interface Removal {
  readonly name: string
  readonly version: string
  /** Who asked for it. */
  readonly reasons: readonly Reason[]
  readonly because: string
}

/** A package that both have, in different versions. */
export interface VersionChange {
  readonly name: string
  readonly from: string
  readonly to: string
  /** Requirements that the old version does not satisfy, or that are new; empty when the repositories just changed. */
  readonly reasons: readonly Reason[]
  readonly because: string
}

/** Added, removed, upgraded and downgraded packages, each by name, with the reason. */
export function diffSolutions(before: Solution, after: Solution): SolutionDiff {
  const old = new Map(before.packages.map((solved) => [solved.name, solved]))
  const now = new Map(after.packages.map((solved) => [solved.name, solved]))
  const added: Addition[] = []
  const removed: Removal[] = []
  const upgraded: VersionChange[] = []
  const downgraded: VersionChange[] = []
  for (const [name, solved] of sorted(now)) {
    const previous = old.get(name)
    if (previous === undefined) added.push(addition(solved))
    else {
      const order = compareVersions(solved.version, previous.version)
      if (order > 0) upgraded.push(versionChange(previous, solved))
      else if (order < 0) downgraded.push(versionChange(previous, solved))
    }
  }
  for (const [name, solved] of sorted(old)) if (!now.has(name)) removed.push(removal(solved, now))
  const diff = { added, removed, upgraded, downgraded }
  return Object.defineProperty(diff, 'toString', { value: () => describeDiff(diff), enumerable: false })
}

function describeDiff({ added, removed, upgraded, downgraded }: SolutionDiff): string {
  const lines = [
    ...added.map(({ name, version, because }) => `+ ${name} ${version} (${because})`),
    ...removed.map(({ name, version, because }) => `- ${name} ${version} (${because})`),
    ...upgraded.map(({ name, from, to, because }) => `^ ${name} ${from} -> ${to} (${because})`),
    ...downgraded.map(({ name, from, to, because }) => `v ${name} ${from} -> ${to} (${because})`),
  ]
  return lines.length === 0 ? 'The same packages in the same versions.' : lines.join('\n')
}

function sorted(packages: ReadonlyMap<string, SolvedPackage>): [string, SolvedPackage][] {
  return [...packages].sort(([a], [b]) => (a < b ? -1 : 1))
}

function addition({ name, version, reasons }: SolvedPackage): Addition {
  return { name, version, reasons, because: reasons.length === 0 ? 'nothing asks for it' : sentence(reasons[0]!) }
}

function removal({ name, version, reasons }: SolvedPackage, now: ReadonlyMap<string, SolvedPackage>): Removal {
  const askers = reasons.filter(({ from }) => from !== undefined && !now.has(from)).map(({ from }) => from!)
  const because = reasons.some(({ from }) => from === undefined)
    ? 'you no longer ask for it'
    : askers.length > 0
      ? `${[...new Set(askers)].join(', ')} is gone`
      : 'nothing asks for it any more'
  return { name, version, reasons, because }
}

function versionChange(previous: SolvedPackage, solved: SolvedPackage): VersionChange {
  const known = new Set(previous.reasons.map((reason) => `${reason.from} ${reason.requirement}`))
  const reasons = solved.reasons.filter((reason) => !known.has(`${reason.from} ${reason.requirement}`))
  const versioned = reasons.find(({ requirement }) => /[<>=~]/.test(requirement))
  const because = versioned === undefined ? `${solved.repositoryName} offers it` : sentence(versioned)
  return { name: solved.name, from: previous.version, to: solved.version, reasons, because }
}

function sentence({ from, kind, requirement }: Reason): string {
  if (kind === 'world') return `you ask for ${requirement}`
  return kind === 'install_if' ? `${from} brings it along` : `${from} depends on ${requirement}`
}
