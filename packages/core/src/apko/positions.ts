import type { Position, ValuePath } from './fault.ts'

/** Tells where values stand. */
export interface Places {
  /** The place of a value, or of the nearest value around it. */
  find(path: ValuePath): Position
  /** Whether this very value stands in a file. */
  has(path: ValuePath): boolean
}

/** Remembers where the values of one file stand. */
export class Positions implements Places {
  readonly #file: string
  readonly #text: string
  readonly #offsets = new Map<string, number>()

  constructor(file: string, text = '') {
    this.#file = file
    this.#text = text
  }

  /** Notes where a value begins: the offset of its first character. */
  set(path: ValuePath, offset: number): void {
    this.#offsets.set(JSON.stringify(path), offset)
  }

  find(path: ValuePath): Position {
    for (let length = path.length; length >= 0; length--) {
      const offset = this.#offsets.get(JSON.stringify(path.slice(0, length)))
      if (offset !== undefined) return this.at(offset)
    }
    return this.at(0)
  }

  has(path: ValuePath): boolean {
    return this.#offsets.has(JSON.stringify(path))
  }

  /** The place of a character. */
  at(offset: number): Position {
    const before = this.#text.slice(0, offset).split('\n')
    return { file: this.#file, line: before.length, column: before.at(-1)!.length + 1 }
  }
}
