import { isOperator, nameEnd } from '../apkindex/table/name-end.ts'
import type { IndexRecord } from '../metadata/metadata.ts'
import { isVersion } from '../version/is-version.ts'
import type { Candidate, NameId, Provider, Requirement } from './candidate.ts'
import type { Expressions } from './expressions.ts'

/** Begins what is told of a package for another architecture. */
export const FOREIGN = 'it is made for'

/** What rules candidates out beside their own records. */
export interface CandidateLimits {
  readonly arch: string
  readonly unavailable: ((record: IndexRecord) => string | undefined) | undefined
}

/** A candidate whose expressions are read when they are first asked for. */
export class LazyCandidate implements Candidate {
  readonly id: number
  readonly name: NameId
  readonly record: IndexRecord
  readonly repositories: number[] = []
  tags = 0
  installed = false
  readonly #expressions: Expressions
  readonly #limits: CandidateLimits
  #depends: readonly Requirement[] | undefined
  #installIf: readonly Requirement[] | undefined
  #provisions: readonly Provider[] | undefined
  #brokenDependency: string | undefined
  #judged = false
  #uninstallable: string | undefined

  constructor(id: number, name: NameId, record: IndexRecord, expressions: Expressions, limits: CandidateLimits) {
    this.id = id
    this.name = name
    this.record = record
    this.#expressions = expressions
    this.#limits = limits
  }

  /** Notes that a further index, or the installed database (-1), has this package. */
  listIn(repository: number, tagBit: number): void {
    this.tags |= tagBit
    if (repository < 0) this.installed = true
    else if (!this.repositories.includes(repository)) this.repositories.push(repository)
  }

  get uninstallable(): string | undefined {
    if (!this.#judged) {
      this.#judged = true
      this.#uninstallable = this.#judge()
    }
    return this.#uninstallable
  }

  /** apk-tools 3 `database.c`: a record is for the root's architecture, for none in particular, or for all. */
  #judge(): string | undefined {
    const { arch, uninstallable } = this.record
    if (uninstallable !== undefined) return uninstallable
    const foreign = arch !== undefined && arch !== '' && arch !== 'noarch' && arch !== this.#limits.arch
    if (foreign) return `${FOREIGN} ${arch}`
    const broken = this.depends.length < this.record.depends.length
    if (broken) return `its dependency ${this.#brokenDependency} cannot be read`
    return this.#limits.unavailable?.(this.record)
  }

  /** apk-tools 3 `package.c`: one unreadable dependency makes the package uninstallable. */
  get depends(): readonly Requirement[] {
    if (this.#depends === undefined) {
      const list: Requirement[] = []
      for (const text of this.record.depends) {
        const requirement = this.#expressions.requirement(text)
        if (requirement === undefined) this.#brokenDependency ??= text
        else list.push(requirement)
      }
      this.#depends = list
    }
    return this.#depends
  }

  /** apk-tools 3 `package.c`: one unreadable condition drops the whole rule. */
  get installIf(): readonly Requirement[] {
    if (this.#installIf === undefined) {
      const list = this.record.installIf.map((text) => this.#expressions.requirement(text))
      this.#installIf = list.every((requirement) => requirement !== undefined) ? list : []
    }
    return this.#installIf
  }

  get provisions(): readonly Provider[] {
    if (this.#provisions === undefined) {
      const list: Provider[] = [{ name: this.name, candidate: this, version: this.record.version }]
      for (const text of this.record.provides) {
        const provider = this.#provision(text)
        if (provider !== undefined) list.push(provider)
      }
      this.#provisions = list
    }
    return this.#provisions
  }

  #provision(text: string): Provider | undefined {
    const end = nameEnd(text, 0)
    let versionStart = end
    while (versionStart < text.length && isOperator(text.charCodeAt(versionStart))) versionStart++
    const version = text.slice(versionStart)
    if (end === 0 || (versionStart > end && !isVersion(version))) return undefined
    return { name: this.#expressions.names.intern(text.slice(0, end)), candidate: this, version }
  }
}
