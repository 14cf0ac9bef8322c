import type { IndexTable } from '../apkindex/table/index-table.ts'
import type { NameId } from './candidate.ts'

/**
 * Names as small numbers, so that the solver compares and indexes numbers only. Names of indexes are numbered in reading order, and
 * looked up when they are first asked for; further names come after them.
 */
export class NameTable {
  readonly #indexes: readonly IndexTable[]
  /** Number of the first name of each index. */
  readonly #offsets: readonly number[]
  readonly #ids = new Map<string, NameId | undefined>()
  readonly #texts = new Map<NameId, string>()
  #next = 0

  constructor(indexes: readonly IndexTable[]) {
    this.#indexes = indexes
    this.#offsets = indexes.map(({ names }) => {
      this.#next += names
      return this.#next - names
    })
  }

  intern(text: string): NameId {
    const known = this.find(text)
    if (known !== undefined) return known
    const id = this.#next++
    this.#ids.set(text, id)
    this.#texts.set(id, text)
    return id
  }

  find(text: string): NameId | undefined {
    const known = this.#ids.get(text)
    if (known !== undefined || this.#ids.has(text)) return known
    const id = this.#look(text)
    this.#ids.set(text, id)
    if (id !== undefined) this.#texts.set(id, text)
    return id
  }

  /** The text of a number that {@link intern} or {@link find} gave. */
  text(id: NameId): string {
    return this.#texts.get(id)!
  }

  /** All names of the indexes, and those that were interned. */
  all(): readonly string[] {
    const names = new Set<string>()
    for (const index of this.#indexes)
      for (let number = 0; number < index.names; number++) names.add(index.name(number))
    for (const text of this.#texts.values()) names.add(text)
    return [...names]
  }

  #look(text: string): NameId | undefined {
    for (const [i, index] of this.#indexes.entries()) {
      const number = index.find(text)
      if (number >= 0) return this.#offsets[i]! + number
    }
    return undefined
  }
}
