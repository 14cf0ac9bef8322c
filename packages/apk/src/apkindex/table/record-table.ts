import type { IndexRecord } from '../../metadata/metadata.ts'
import { type Grouping, grouped, groupOf } from './grouping.ts'
import { canonicalChecksum } from './identity.ts'
import type { IndexTable } from './index-table.ts'
import { nameEnd } from './name-end.ts'

const BANG = 33

/** The table of records that are in memory. */
export class RecordTable implements IndexTable {
  readonly #records: readonly IndexRecord[]
  readonly #numbers = new Map<string, number>()
  readonly #names: string[] = []
  readonly #byChecksum = new Map<string, number>()
  readonly #bearers: Grouping
  readonly #conditioned: Grouping

  constructor(records: Iterable<IndexRecord>) {
    this.#records = [...records]
    const borne: number[] = []
    const bearers: number[] = []
    const conditions: number[] = []
    const conditioned: number[] = []
    for (const [position, record] of this.#records.entries()) {
      if (this.#isRepeated(record, position)) continue
      borne.push(this.#intern(record.name))
      bearers.push(position)
      for (const text of record.provides) {
        borne.push(this.#intern(text.slice(0, nameEnd(text, 0))))
        bearers.push(position)
      }
      for (const text of record.installIf) {
        const start = text.charCodeAt(0) === BANG ? 1 : 0
        conditions.push(this.#intern(text.slice(start, nameEnd(text, start))))
        conditioned.push(position)
      }
    }
    this.#bearers = grouped(borne, bearers, this.names)
    this.#conditioned = grouped(conditions, conditioned, this.names)
  }

  get size(): number {
    return this.#records.length
  }

  get names(): number {
    return this.#names.length
  }

  record(position: number): IndexRecord {
    return this.#records[position]!
  }

  records(): IndexRecord[] {
    return [...this.#records]
  }

  find(name: string): number {
    return this.#numbers.get(name) ?? -1
  }

  name(number: number): string {
    return this.#names[number]!
  }

  bearers(name: number): Int32Array {
    return groupOf(this.#bearers, name)
  }

  conditioned(name: number): Int32Array {
    return groupOf(this.#conditioned, name)
  }

  withChecksum(checksum: string): number {
    return this.#byChecksum.get(canonicalChecksum(checksum)) ?? -1
  }

  #isRepeated({ checksum }: IndexRecord, position: number): boolean {
    if (checksum === '') return false
    const canonical = canonicalChecksum(checksum)
    if (this.#byChecksum.has(canonical)) return true
    this.#byChecksum.set(canonical, position)
    return false
  }

  #intern(name: string): number {
    let number = this.#numbers.get(name)
    if (number === undefined) {
      number = this.#names.length
      this.#numbers.set(name, number)
      this.#names.push(name)
    }
    return number
  }
}
