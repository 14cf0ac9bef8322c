import type { Candidate } from '../candidate.ts'
import type { SolverTables } from '../tables.ts'
import { type ApkoConstraint, parseApkoConstraint } from './constraint.ts'
import { type ApkoVersion, parseApkoVersion } from './version.ts'

/** What apko knows of a package: its expressions in apko's grammar, read once. */
export interface ApkoPackage {
  readonly candidate: Candidate
  readonly name: string
  readonly version: string
  /** Undefined when apko cannot parse it. */
  readonly parsed: ApkoVersion | undefined
  readonly origin: string
  readonly depends: readonly string[]
  readonly provides: readonly ApkoConstraint[]
  /** Provided expressions and their bare names. */
  readonly providedTexts: ReadonlySet<string>
  /** Tag of its repository; empty for an ordinary one. */
  readonly pin: string
  /** Position among all packages, in repository order. */
  readonly position: number
}

/** Packages by the names that they can satisfy; shared between the worlds that are solved with the same tables. */
export class PackageIndex {
  readonly tables: SolverTables
  readonly #packages = new Map<Candidate, ApkoPackage>()
  readonly #candidates = new Map<string, readonly ApkoPackage[]>()

  constructor(tables: SolverTables) {
    this.tables = tables
  }

  /** First the packages of that name, then those that provide it, each in repository order; empty for an unknown name. */
  candidates(name: string): readonly ApkoPackage[] {
    let list = this.#candidates.get(name)
    if (list === undefined) {
      const id = this.tables.names.find(name)
      const providers = id === undefined ? [] : this.tables.providers(id)
      const all = providers
        .filter(({ candidate }) => candidate.uninstallable === undefined)
        .map(({ candidate }) => this.of(candidate))
      list = [...new Set([...all.filter((found) => found.name === name), ...all])]
      this.#candidates.set(name, list)
    }
    return list
  }

  of(candidate: Candidate): ApkoPackage {
    let known = this.#packages.get(candidate)
    if (known === undefined) {
      known = apkoPackage(this.tables, candidate)
      this.#packages.set(candidate, known)
    }
    return known
  }
}

function apkoPackage(tables: SolverTables, candidate: Candidate): ApkoPackage {
  const { name, version, origin, depends, provides } = candidate.record
  const offered = provides.map(parseApkoConstraint)
  return {
    candidate,
    name,
    version,
    parsed: parseApkoVersion(version),
    origin,
    depends,
    provides: offered,
    providedTexts: new Set([...provides, ...offered.map((provided) => provided.name)]),
    pin: (candidate.tags & 1) !== 0 ? '' : (tables.repositories[candidate.repositories[0] ?? -1]?.tag ?? ''),
    position: candidate.id,
  }
}
