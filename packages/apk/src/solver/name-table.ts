import type { NameId } from './candidate.ts'

/** Names as small numbers, so that the solver compares and indexes numbers only. */
export class NameTable {
  readonly #ids = new Map<string, NameId>()
  readonly #texts: string[] = []

  get size(): number {
    return this.#texts.length
  }

  intern(text: string): NameId {
    let id = this.#ids.get(text)
    if (id === undefined) {
      id = this.#texts.length
      this.#ids.set(text, id)
      this.#texts.push(text)
    }
    return id
  }

  find(text: string): NameId | undefined {
    return this.#ids.get(text)
  }

  text(id: NameId): string {
    return this.#texts[id]!
  }

  /** All names, in the order in which they were met. */
  all(): readonly string[] {
    return this.#texts
  }
}
