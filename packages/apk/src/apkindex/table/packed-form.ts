import type { Grouping } from './grouping.ts'
import type { RangeTable } from './range-table.ts'
import type { IndexSections } from './sections.ts'

/** Begins the form, and tells another order of bytes. */
const MAGIC = 0x6e616331
const PARTS = 10
const HEADER = 3 + PARTS

/** What is kept of an index: its sections, and whatever else is told of it. */
export interface PackedForm {
  readonly sections: IndexSections
  readonly facts: Uint8Array
}

/**
 * An index as it is kept, in pieces: a magic number, the lengths of text and facts in bytes and of each part in numbers; the parts, the
 * text, the facts. All numbers have 32 bits in the machine's own order.
 */
export function packIndex({ sections, facts }: PackedForm): Uint8Array[] {
  const { text, records, identities, firsts, names, bearers, conditioned } = sections
  const parts = [
    records,
    identities.ranges,
    identities.slots,
    firsts,
    names.ranges,
    names.slots,
    bearers.starts,
    bearers.values,
    conditioned.starts,
    conditioned.values,
  ]
  const header = Int32Array.of(MAGIC, text.length, facts.length, ...parts.map(({ length }) => length))
  return [...[header, ...parts].map(bytesOf), text, facts]
}

function bytesOf({ buffer, byteOffset, byteLength }: Int32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

/** Reads what {@link packIndex} wrote; undefined for anything else. Every number that is used as a place is inside. */
export function unpackIndex(bytes: Uint8Array): PackedForm | undefined {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice()
  const header = numbersAt(aligned, 0, HEADER)
  if (header === undefined || header[0] !== MAGIC) return undefined
  const parts: Int32Array[] = []
  let at = HEADER * 4
  for (const length of header.subarray(3)) {
    const numbers = numbersAt(aligned, at, length)
    if (numbers === undefined) return undefined
    parts.push(numbers)
    at += numbers.byteLength
  }
  const textLength = header[1]!
  const factsLength = header[2]!
  if (textLength < 0 || factsLength < 0 || at + textLength + factsLength !== aligned.length) return undefined
  const part = (place: number): Int32Array => parts[place]!
  const sections: IndexSections = {
    text: aligned.subarray(at, at + textLength),
    records: part(0),
    identities: { ranges: part(1), slots: part(2) },
    firsts: part(3),
    names: { ranges: part(4), slots: part(5) },
    bearers: { starts: part(6), values: part(7) },
    conditioned: { starts: part(8), values: part(9) },
  }
  return isSound(sections) ? { sections, facts: aligned.subarray(at + textLength) } : undefined
}

function numbersAt({ buffer, byteOffset, length }: Uint8Array, at: number, count: number): Int32Array | undefined {
  return count < 0 || at + count * 4 > length ? undefined : new Int32Array(buffer, byteOffset + at, count)
}

function isSound({ text, records, identities, firsts, names, bearers, conditioned }: IndexSections): boolean {
  const size = records.length - 1
  return (
    size >= 0 &&
    ascend(records, text.length) &&
    firsts.length === identities.ranges.length / 2 &&
    below(firsts, size) &&
    isSoundTable(identities, text.length) &&
    isSoundTable(names, text.length) &&
    isSoundGrouping(bearers, names.ranges.length / 2, size) &&
    isSoundGrouping(conditioned, names.ranges.length / 2, size)
  )
}

/** Slots number ranges that are there, and one at least is free, at which a search ends. */
function isSoundTable({ ranges, slots }: RangeTable, length: number): boolean {
  const count = ranges.length / 2
  const isPowerOfTwo = slots.length > 0 && (slots.length & (slots.length - 1)) === 0
  if (!Number.isInteger(count) || !isPowerOfTwo || !below(slots, count + 1) || !slots.includes(0)) return false
  for (let i = 0; i < ranges.length; i += 2) {
    if (ranges[i]! < 0 || ranges[i]! > ranges[i + 1]! || ranges[i + 1]! > length) return false
  }
  return true
}

function isSoundGrouping({ starts, values }: Grouping, groups: number, size: number): boolean {
  return starts.length === groups + 1 && starts[0] === 0 && ascend(starts, values.length) && below(values, size)
}

/** Whether numbers never fall, begin at zero or above, and end at `last`. */
function ascend(numbers: Int32Array, last: number): boolean {
  let before = 0
  for (let i = 0; i < numbers.length; i++) {
    if (numbers[i]! < before) return false
    before = numbers[i]!
  }
  return before === last
}

function below(numbers: Int32Array, limit: number): boolean {
  for (let i = 0; i < numbers.length; i++) if (numbers[i]! < 0 || numbers[i]! >= limit) return false
  return true
}
