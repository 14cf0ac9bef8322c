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
  readonly #places = new Map<string, Position>()

  constructor(file: string) {
    this.#file = file
  }

  /** Notes the place of a value. */
  set(path: ValuePath, line: number, column: number): void {
    this.#places.set(JSON.stringify(path), { file: this.#file, line, column })
  }

  find(path: ValuePath): Position {
    for (let length = path.length; length >= 0; length--) {
      const place = this.#places.get(JSON.stringify(path.slice(0, length)))
      if (place !== undefined) return place
    }
    return { file: this.#file, line: 1, column: 1 }
  }

  has(path: ValuePath): boolean {
    return this.#places.has(JSON.stringify(path))
  }
}
