import { type ApkoConstraint, parseApkoConstraint, satisfiesApkoText } from './constraint.ts'
import type { ApkoPackage, PackageIndex } from './package-index.ts'
import { compareApkoPackages, type Standing } from './prefer.ts'

/** apko found no way: what it was at, and why. Caught inside the solver, which then searches completely. */
export class DeadEnd extends Error {}

/** One resolution: which packages are out, and which are settled. */
export interface Resolution {
  readonly index: PackageIndex
  /** Packages that may not be chosen any more, and why. */
  readonly disqualified: Map<ApkoPackage, string>
  /** Packages that were resolved as parents, by all names that they claim. */
  readonly selected: Map<string, ApkoPackage>
}

/** Candidates that a constraint leaves, in candidate order. Source: apko `repo.go`, `filterPackages`. */
export function remaining(
  resolution: Resolution,
  constraint: ApkoConstraint,
  allowedPin: string,
  existing: ApkoPackage | undefined,
): ApkoPackage[] {
  const { op, name } = constraint
  return resolution.index.candidates(name).filter((candidate) => {
    if (resolution.disqualified.has(candidate)) return false
    if (
      candidate.pin !== '' &&
      candidate.pin !== allowedPin &&
      candidate.pin !== constraint.pin &&
      candidate !== existing
    )
      return false
    if (op === undefined) return true
    if (candidate.parsed === undefined) return false
    // The name of the provided entry is not compared, as in apko.
    return [candidate.version, ...candidate.provides.map((provided) => provided.version)].some(
      (version) => version !== '' && satisfiesApkoText(version, constraint),
    )
  })
}

/** The best of the candidates that a constraint leaves. */
export function best(candidates: readonly ApkoPackage[], standing: Standing): ApkoPackage {
  return candidates.reduce((leader, candidate) =>
    compareApkoPackages(candidate, leader, standing) < 0 ? candidate : leader,
  )
}

/** Puts constraints in force for everything that is resolved from now on. Source: apko `repo.go`, `constrain`. */
export function constrain(resolution: Resolution, texts: readonly string[]): void {
  for (const text of texts) {
    if (text.startsWith('!')) {
      for (const excluded of remaining(resolution, parseApkoConstraint(text.slice(1)), '', undefined)) {
        resolution.disqualified.set(excluded, `excluded by ${text}`)
      }
      continue
    }
    const constraint = parseApkoConstraint(text)
    if (constraint.op === undefined) continue
    for (const candidate of resolution.index.candidates(constraint.name)) {
      const versions =
        candidate.name === constraint.name
          ? [candidate.version]
          : candidate.provides
              .filter(({ name, version }) => name === constraint.name && version !== '')
              .map(({ version }) => version)
      if (versions.every((version) => satisfiesApkoText(version, constraint))) continue
      if (!resolution.disqualified.has(candidate)) resolution.disqualified.set(candidate, `does not satisfy ${text}`)
    }
  }
}

/** Rules out everything that cannot be beside a chosen package. Source: apko `repo.go`, `disqualifyConflicts`. */
export function disqualifyRivals(resolution: Resolution, chosen: ApkoPackage): void {
  for (const { name, version } of chosen.provides) {
    for (const rival of resolution.index.candidates(name)) {
      if (rival === chosen || resolution.disqualified.has(rival)) continue
      const asProvided = rival.provides.find((provided) => provided.name === name)
      if (version === '' && rival.name !== name && asProvided?.version === '') continue
      resolution.disqualified.set(rival, `${chosen.name}-${chosen.version}.apk already provides ${name}`)
    }
  }
}

/** Settles a package as a parent: nothing else may claim its names. Source: apko `repo.go`, `pick`. */
export function settle(resolution: Resolution, chosen: ApkoPackage): void {
  const claim = (name: string): void => {
    const other = resolution.selected.get(name)
    if (other !== undefined && other !== chosen)
      throw new DeadEnd(`${chosen.name} and ${other.name} both claim ${name}`)
  }
  claim(chosen.name)
  resolution.selected.set(chosen.name, chosen)
  for (const { name, version } of chosen.provides) {
    claim(name)
    if (version !== '') resolution.selected.set(name, chosen)
  }
}
