import { grouped } from './grouping.ts'
import { isOperator } from './name-end.ts'
import { RangeNumbers } from './range-table.ts'
import type { IndexSections } from './sections.ts'

const NEWLINE = 10
const SPACE = 32
const BANG = 33
const COLON = 58

/** A record of Alpine 3.19 takes 424 bytes and brings 3.5 names. */
const BYTES_A_NAME = 120

/**
 * Finds records and names in the text of an index without making records, by the rules of `parseIndex`. Undefined for a text with a
 * fault, and for one that is written as no tool writes it; `parseIndex` says then what it is.
 */
export function scanIndexText(text: Uint8Array): IndexSections | undefined {
  if (text.length >= MOST_BYTES) return undefined
  return new TextScan(text).sections()
}

/** Offsets are kept in 32 bits. */
const MOST_BYTES = 2 ** 31

class TextScan {
  readonly #text: Uint8Array
  readonly #records: number[] = []
  readonly #names: RangeNumbers
  readonly #identities: RangeNumbers
  readonly #firsts: number[] = []
  readonly #borne: number[] = []
  readonly #bearers: number[] = []
  readonly #conditions: number[] = []
  readonly #conditioned: number[] = []
  // Of the record that is being read: ranges, two numbers each.
  #start = -1
  readonly #scalars: Int32Array = new Int32Array(6)
  #provides: number[] = []
  #installIf: number[] = []

  constructor(text: Uint8Array) {
    this.#text = text
    this.#names = new RangeNumbers(text, text.length / BYTES_A_NAME)
    this.#identities = new RangeNumbers(text, text.length / BYTES_A_NAME)
  }

  sections(): IndexSections | undefined {
    if (!this.#read() || !this.#names.even || !this.#identities.even) return undefined
    const groups = this.#names.size
    return {
      text: this.#text,
      records: Int32Array.from([...this.#records, this.#text.length]),
      identities: this.#identities.table(),
      firsts: Int32Array.from(this.#firsts),
      names: this.#names.table(),
      bearers: grouped(this.#borne, this.#bearers, groups),
      conditioned: grouped(this.#conditions, this.#conditioned, groups),
    }
  }

  #read(): boolean {
    const text = this.#text
    const { length } = text
    for (let at = 0; at < length; ) {
      let end = at
      while (end < length && text[end] !== NEWLINE) end++
      if (end - at < 2) {
        if (!this.#endRecord()) return false
      } else {
        if (this.#start < 0) this.#start = at
        if (text[at + 1] !== COLON || !this.#field(text[at]!, at + 2, end)) return false
      }
      at = end + 1
    }
    return this.#endRecord()
  }

  /** Takes one field; false for a number that is none. */
  #field(letter: number, start: number, end: number): boolean {
    switch (letter) {
      case 67:
        return this.#scalar(CHECKSUM, start, end)
      case 80:
        return this.#scalar(NAME, start, end)
      case 86:
        return this.#scalar(VERSION, start, end)
      case 112:
        this.#provides.push(start, end)
        return true
      case 105:
        this.#installIf.push(start, end)
        return true
      case 73:
      case 83:
      case 107:
      case 116:
        return isCount(this.#text, start, end)
      default:
        return true
    }
  }

  #scalar(place: number, start: number, end: number): boolean {
    this.#scalars[place] = start
    this.#scalars[place + 1] = end
    return true
  }

  /** Numbers the names of the record that ends; false for one without identity, name or version. */
  #endRecord(): boolean {
    if (this.#start < 0) return true
    const scalars = this.#scalars
    const position = this.#records.push(this.#start) - 1
    const idStart = scalars[CHECKSUM]!
    const idEnd = scalars[CHECKSUM + 1]!
    if (scalars[NAME] === scalars[NAME + 1] || scalars[VERSION] === scalars[VERSION + 1]) return false
    if (idStart === idEnd || hasSpareBits(this.#text, idStart, idEnd)) return false
    const identity = this.#identities.number(idStart, idEnd)
    if (identity === this.#firsts.length) {
      this.#firsts.push(position)
      this.#bear(scalars[NAME]!, scalars[NAME + 1]!, position)
      for (let i = 0; i < this.#provides.length; i += 2) {
        this.#words(this.#provides[i]!, this.#provides[i + 1]!, position, false)
      }
      for (let i = 0; i < this.#installIf.length; i += 2) {
        this.#words(this.#installIf[i]!, this.#installIf[i + 1]!, position, true)
      }
    }
    this.#start = -1
    scalars.fill(0)
    if (this.#provides.length > 0) this.#provides = []
    if (this.#installIf.length > 0) this.#installIf = []
    return true
  }

  #bear(start: number, end: number, position: number): void {
    this.#borne.push(this.#names.number(start, end))
    this.#bearers.push(position)
  }

  /** Numbers the names in a list of expressions. */
  #words(start: number, end: number, position: number, conditions: boolean): void {
    const text = this.#text
    for (let at = start; at < end; at++) {
      if (text[at] === SPACE) continue
      const from = conditions && text[at] === BANG ? at + 1 : at
      let nameEnd = from
      while (nameEnd < end && text[nameEnd] !== SPACE && !isOperator(text[nameEnd]!)) nameEnd++
      if (conditions) {
        this.#conditions.push(this.#names.number(from, nameEnd))
        this.#conditioned.push(position)
      } else this.#bear(from, nameEnd, position)
      at = nameEnd
      while (at < end && text[at] !== SPACE) at++
    }
  }
}

// Places among the scalars.
const CHECKSUM = 0
const NAME = 2
const VERSION = 4

/** Most digits of a number that is surely below 2^53. */
const MOST_DIGITS = 15

function isCount(text: Uint8Array, start: number, end: number): boolean {
  if (end - start > MOST_DIGITS) return false
  for (let at = start; at < end; at++) if (text[at]! < 48 || text[at]! > 57) return false
  return true
}

const SHA1_LENGTH = 30
const EQUALS = 61
/** The base64 digits whose two low bits are zero. */
const EVEN_DIGITS: ReadonlySet<number> = new Set(new TextEncoder().encode('AEIMQUYcgkosw048'))

/** Whether the identity could be written otherwise: no tool sets the spare bits of its last digit. */
function hasSpareBits(text: Uint8Array, start: number, end: number): boolean {
  return end - start === SHA1_LENGTH && text[end - 1] === EQUALS && !EVEN_DIGITS.has(text[end - 2]!)
}
