import type { Candidate, NameId, Provider } from '../candidate.ts'
import type { NameTable } from '../name-table.ts'
import { ApkoPackage } from './apko-package.ts'
import { Asked } from './asked.ts'
import { meets, parseApkoConstraint } from './constraint.ts'

/** What of the solver's tables the packages are looked up in. */
export interface PackageSource {
  readonly names: NameTable
  readonly repositories: readonly { readonly tag?: string }[]
  providers(name: NameId): readonly Provider[]
}

/** Packages by the names that they can satisfy; shared between the worlds that are solved with the same tables. */
export class PackageIndex {
  readonly #source: PackageSource
  readonly #packages = new Map<Candidate, ApkoPackage>()
  readonly #candidates = new Map<string, readonly ApkoPackage[]>()
  readonly #asked = new Map<string, Asked>()
  readonly #asks = new Map<ApkoPackage, readonly Asked[]>()

  constructor(source: PackageSource) {
    this.#source = source
  }

  /** First the packages of that name, then those that provide it, each in repository order; empty for an unknown name. */
  candidates(name: string): readonly ApkoPackage[] {
    let list = this.#candidates.get(name)
    if (list === undefined) {
      list = this.#collect(name)
      this.#candidates.set(name, list)
    }
    return list
  }

  of(candidate: Candidate): ApkoPackage {
    let known = this.#packages.get(candidate)
    if (known === undefined) {
      const repository = this.#source.repositories[candidate.repositories[0] ?? -1]
      known = new ApkoPackage(candidate, (candidate.tags & 1) !== 0 ? '' : (repository?.tag ?? ''))
      this.#packages.set(candidate, known)
    }
    return known
  }

  /** A constraint by its text. */
  asked(text: string): Asked {
    let known = this.#asked.get(text)
    if (known === undefined) {
      const constraint = parseApkoConstraint(text)
      known = new Asked(text, constraint, this.candidates(constraint.name))
      this.#asked.set(text, known)
    }
    return known
  }

  /** What a package asks for, each text once, conflicts and what the package itself provides aside. */
  asksOf(parent: ApkoPackage): readonly Asked[] {
    let asks = this.#asks.get(parent)
    if (asks === undefined) {
      const texts = [...new Set(parent.depends)].filter((text) => text.charCodeAt(0) !== BANG)
      asks = texts.map((text) => this.asked(text)).filter((asked) => !isOwn(parent, asked))
      this.#asks.set(parent, asks)
    }
    return asks
  }

  #collect(name: string): readonly ApkoPackage[] {
    const id = this.#source.names.find(name)
    if (id === undefined) return []
    const own = new Set<ApkoPackage>()
    const others = new Set<ApkoPackage>()
    for (const { candidate } of this.#source.providers(id)) {
      if (candidate.uninstallable !== undefined) continue
      const found = this.of(candidate)
      if (found.name === name) own.add(found)
      else others.add(found)
    }
    return [...own, ...others]
  }
}

const BANG = 33

/** Whether the package itself is what is asked for. */
function isOwn(parent: ApkoPackage, { text, constraint }: Asked): boolean {
  const { name, op } = constraint
  if (parent.providesText(text) || parent.providesText(name)) return true
  return name === parent.name && (op === undefined || meets(parent.parsed, constraint))
}
