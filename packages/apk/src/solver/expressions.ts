import { readDependency } from '../dependency/dependency.ts'
import type { Requirement } from './candidate.ts'
import type { NameTable } from './name-table.ts'

/** The expressions of packages, each text read once: most packages ask for the same few. */
export class Expressions {
  readonly names: NameTable
  readonly #requirements = new Map<string, Requirement | undefined>()

  constructor(names: NameTable) {
    this.names = names
  }

  /** A dependency or condition; undefined for one that cannot be read, or names a tag, which only a world may. */
  requirement(text: string): Requirement | undefined {
    const known = this.#requirements.get(text)
    if (known !== undefined || this.#requirements.has(text)) return known
    const dependency = readDependency(text)
    const requirement =
      dependency === undefined || dependency.tag !== undefined
        ? undefined
        : { ...dependency, id: this.names.intern(dependency.name), text }
    this.#requirements.set(text, requirement)
    return requirement
  }
}
