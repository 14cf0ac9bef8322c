import type { Candidate } from '../candidate.ts'
import { type ApkoConstraint, parseApkoConstraint } from './constraint.ts'
import { type ApkoVersion, parseApkoVersion } from './version.ts'

/** What apko knows of a package; its expressions are read in apko's grammar when they are first asked for. */
export class ApkoPackage {
  readonly candidate: Candidate
  readonly name: string
  readonly version: string
  readonly origin: string
  readonly depends: readonly string[]
  /** Tag of its repository; empty for an ordinary one. */
  readonly pin: string
  #parsed: ApkoVersion | undefined | null = null
  #provides: readonly ApkoConstraint[] | undefined

  constructor(candidate: Candidate, pin: string) {
    const { name, version, origin, depends } = candidate.record
    this.candidate = candidate
    this.name = name
    this.version = version
    this.origin = origin
    this.depends = depends
    this.pin = pin
  }

  /** The version; undefined when apko cannot parse it. */
  get parsed(): ApkoVersion | undefined {
    if (this.#parsed === null) this.#parsed = parseApkoVersion(this.version)
    return this.#parsed
  }

  get provides(): readonly ApkoConstraint[] {
    this.#provides ??= this.candidate.record.provides.map(parseApkoConstraint)
    return this.#provides
  }

  /** Position among all packages, in repository order. */
  get position(): number {
    return this.candidate.id
  }

  /** The first provided entry of a name. */
  provided(name: string): ApkoConstraint | undefined {
    for (const entry of this.provides) if (entry.name === name) return entry
    return undefined
  }

  /** True for an expression that it provides word for word, and for the bare name of one. */
  providesText(text: string): boolean {
    return this.candidate.record.provides.includes(text) || this.provided(text) !== undefined
  }
}
