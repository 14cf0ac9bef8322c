import { hashBytes, hashText, isText } from './byte-hash.ts'

/**
 * Ranges of bytes found by their content, in a hash table with linear probing. A slot holds the number of a range plus one, zero is free.
 */
export interface RangeTable {
  /** Where each range begins and ends, two numbers each. */
  readonly ranges: Int32Array
  /** A power of two of them, at least one free. */
  readonly slots: Int32Array
}

/** Number of the range whose bytes are those of the text; -1 where there is none. */
export function findRange({ ranges, slots }: RangeTable, bytes: Uint8Array, text: string): number {
  const mask = slots.length - 1
  for (let slot = hashText(text) & mask; slots[slot] !== 0; slot = (slot + 1) & mask) {
    const number = slots[slot]! - 1
    if (isText(bytes, ranges[2 * number]!, ranges[2 * number + 1]!, text)) return number
  }
  return -1
}

/** What the ranges of a text are numbered with while it is read. */
export class RangeNumbers {
  readonly #bytes: Uint8Array
  #ranges: Int32Array
  #slots: Int32Array
  #hashes: Int32Array
  #size = 0
  #probes = 0

  /** @param expected about how many there will be */
  constructor(bytes: Uint8Array, expected: number) {
    this.#bytes = bytes
    const slots = 2 ** Math.ceil(Math.log2(Math.max(1, expected) * 2))
    this.#slots = new Int32Array(slots)
    this.#ranges = new Int32Array(slots)
    this.#hashes = new Int32Array(slots / 2)
  }

  get size(): number {
    return this.#size
  }

  /** False where so many ranges share a slot that numbering them would take long: somebody has chosen them so. */
  get even(): boolean {
    return this.#probes <= MOST_PROBES * (this.#size + 100)
  }

  /** The number of the first range with these bytes, a new one where it is the first. */
  number(start: number, end: number): number {
    const hash = hashBytes(this.#bytes, start, end)
    const mask = this.#slots.length - 1
    let slot = hash & mask
    for (; this.#slots[slot] !== 0; slot = (slot + 1) & mask) {
      this.#probes++
      const number = this.#slots[slot]! - 1
      if (this.#hashes[number] === (hash | 0) && this.#isSame(number, start, end)) return number
      if (!this.even) return number
    }
    return this.#add(slot, hash, start, end)
  }

  table(): RangeTable {
    return { ranges: this.#ranges.slice(0, 2 * this.#size), slots: this.#slots }
  }

  #isSame(number: number, start: number, end: number): boolean {
    const other = this.#ranges[2 * number]!
    if (this.#ranges[2 * number + 1]! - other !== end - start) return false
    for (let at = 0; at < end - start; at++) if (this.#bytes[other + at] !== this.#bytes[start + at]) return false
    return true
  }

  #add(slot: number, hash: number, start: number, end: number): number {
    const number = this.#size++
    this.#slots[slot] = number + 1
    this.#hashes[number] = hash
    this.#ranges[2 * number] = start
    this.#ranges[2 * number + 1] = end
    if (this.#size === this.#hashes.length) this.#grow()
    return number
  }

  #grow(): void {
    const slots = new Int32Array(this.#slots.length * 2)
    const mask = slots.length - 1
    for (let number = 0; number < this.#size; number++) {
      let slot = this.#hashes[number]! & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = number + 1
    }
    this.#slots = slots
    this.#ranges = enlarged(this.#ranges, slots.length)
    this.#hashes = enlarged(this.#hashes, slots.length / 2)
  }
}

/** Names of Alpine 3.19 take 0.6 probes each. */
const MOST_PROBES = 16

function enlarged(values: Int32Array, length: number): Int32Array {
  const larger = new Int32Array(length)
  larger.set(values)
  return larger
}
