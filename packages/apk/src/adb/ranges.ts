/**
 * The byte ranges that a writer has stored, found again by content, so that equal ones are stored once.
 * An open-addressed table of (hash, start, length) that compares in the writer's own buffer.
 */
export class WrittenRanges {
  #table = new Int32Array(1024).fill(-1)
  #hashes: number[] = []
  #starts: number[] = []
  #lengths: number[] = []

  /**
   * Where the content of `bytes[start, end)` is to be found: where an equal range was stored before if that place has the
   * alignment, else at `start`, which is then remembered in its stead. `kind` keeps content of different kinds apart.
   */
  place(bytes: Uint8Array, start: number, end: number, alignment: number, kind: number): number {
    const hash = hashRange(bytes, start, end, kind)
    const mask = this.#table.length - 1
    let slot = hash & mask
    for (; this.#table[slot] !== -1; slot = (slot + 1) & mask) {
      const range = this.#table[slot]!
      if (this.#hashes[range] !== hash || !this.#equals(range, bytes, start, end)) continue
      if (this.#starts[range]! % alignment !== 0) this.#starts[range] = start
      return this.#starts[range]!
    }
    this.#table[slot] = this.#starts.length
    this.#hashes.push(hash)
    this.#starts.push(start)
    this.#lengths.push(end - start)
    if (this.#starts.length * 2 > this.#table.length) this.#grow()
    return start
  }

  #equals(range: number, bytes: Uint8Array, start: number, end: number): boolean {
    if (this.#lengths[range] !== end - start) return false
    let other = this.#starts[range]!
    for (let at = start; at < end; at++, other++) if (bytes[at] !== bytes[other]) return false
    return true
  }

  #grow(): void {
    const table = new Int32Array(this.#table.length * 2).fill(-1)
    const mask = table.length - 1
    for (let range = 0; range < this.#starts.length; range++) {
      let slot = this.#hashes[range]! & mask
      while (table[slot] !== -1) slot = (slot + 1) & mask
      table[slot] = range
    }
    this.#table = table
  }
}

/** FNV-1a, 32 bits. Only equality of content decides, so any hash gives the same output. */
function hashRange(bytes: Uint8Array, start: number, end: number, kind: number): number {
  let hash = 0x811c9dc5 ^ kind
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193)
  return hash
}
