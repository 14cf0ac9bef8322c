/** Numbers grouped by a small integer key, each group in the order of addition; two flat arrays instead of many small ones. */
export class Grouping {
  readonly #starts: Int32Array
  readonly #values: Int32Array

  constructor(keys: readonly number[], values: readonly number[], groups: number) {
    const starts = new Int32Array(groups + 1)
    for (const key of keys) starts[key + 1]!++
    for (let i = 0; i < groups; i++) starts[i + 1]! += starts[i]!
    const next = starts.slice()
    const sorted = new Int32Array(values.length)
    for (let i = 0; i < keys.length; i++) sorted[next[keys[i]!]!++] = values[i]!
    this.#starts = starts
    this.#values = sorted
  }

  /** Values of one group; empty for a key that came later than the grouping. */
  of(key: number): Int32Array {
    return key + 1 < this.#starts.length ? this.#values.subarray(this.#starts[key], this.#starts[key + 1]) : EMPTY
  }
}

const EMPTY = new Int32Array(0)
