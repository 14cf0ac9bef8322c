import { canonicalChecksum } from '../apkindex/table/identity.ts'
import type { IndexTable } from '../apkindex/table/index-table.ts'
import { RecordTable } from '../apkindex/table/record-table.ts'
import type { IndexRecord } from '../metadata/metadata.ts'
import type { Expressions } from './expressions.ts'
import { type CandidateLimits, LazyCandidate } from './lazy-candidate.ts'

/** One list of packages to choose from: the index of a repository, or what is installed. */
export interface Offer {
  readonly table: IndexTable
  /** Position of the repository; -1 for what is installed. */
  readonly repository: number
  /** Tags under which it offers a package, as a set of bits. */
  tagsOf(record: IndexRecord): number
}

/** The table that records are looked up in. */
export function tableOf(records: Iterable<IndexRecord> | IndexTable): IndexTable {
  return 'withChecksum' in records ? records : new RecordTable(records)
}

/** Candidates of all offers, each made when it is first asked for. Those with one identity are one candidate, the first of them. */
export class Candidates {
  readonly #offers: readonly Offer[]
  /** Number of the first candidate of each offer. */
  readonly #offsets: readonly number[]
  readonly #expressions: Expressions
  readonly #limits: CandidateLimits
  readonly #made = new Map<number, LazyCandidate>()

  constructor(offers: readonly Offer[], expressions: Expressions, limits: CandidateLimits) {
    this.#offers = offers
    this.#expressions = expressions
    this.#limits = limits
    let next = 0
    this.#offsets = offers.map(({ table }) => {
      next += table.size
      return next - table.size
    })
  }

  /** The candidate at a position of an offer; undefined where it is one of an earlier place. */
  at(offer: number, position: number): LazyCandidate | undefined {
    const id = this.#offsets[offer]! + position
    const known = this.#made.get(id)
    if (known !== undefined) return known
    const record = this.#offers[offer]!.table.record(position)
    const checksum = record.checksum === '' ? '' : canonicalChecksum(record.checksum)
    if (checksum !== '' && this.#isListedBefore(checksum, offer, position)) return undefined
    const name = this.#expressions.names.intern(record.name)
    const candidate = new LazyCandidate(id, name, record, this.#expressions, this.#limits)
    for (const [i, { table, repository, tagsOf }] of this.#offers.entries()) {
      if (i === offer || (checksum !== '' && table.withChecksum(checksum) >= 0)) {
        candidate.listIn(repository, tagsOf(record))
      }
    }
    this.#made.set(id, candidate)
    return candidate
  }

  #isListedBefore(checksum: string, offer: number, position: number): boolean {
    return this.#offers.some(({ table }, i) => {
      if (i > offer) return false
      const first = table.withChecksum(checksum)
      return first >= 0 && (i < offer || first < position)
    })
  }
}
