import type { Grouping } from './grouping.ts'
import type { RangeTable } from './range-table.ts'

/** The text of an index, and where in it things lie. */
export interface IndexSections {
  readonly text: Uint8Array
  /** Where each record begins, and where the last one ends. */
  readonly records: Int32Array
  /** Identities, each once. */
  readonly identities: RangeTable
  /** The first record of each identity. */
  readonly firsts: Int32Array
  readonly names: RangeTable
  /** Positions of records by the names that they bear or provide. */
  readonly bearers: Grouping
  /** Positions of records by the names of their conditions. */
  readonly conditioned: Grouping
}
