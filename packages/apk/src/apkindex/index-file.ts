import type { IndexRecord } from '../metadata/metadata.ts'
import type { IndexTable } from './table/index-table.ts'

/** An index: what a repository offers for one architecture. */
export interface Index {
  /** Free text about the repository, such as a release and commit; empty when there is none. */
  readonly description: string
  /** The packages, in file order. */
  readonly records: IndexRecord[]
  /** The packages by name, each read when it is asked for; what a repository gives may have it, and makes `records` of it on demand. */
  readonly table?: IndexTable
  /** Name of the key whose signature was verified; undefined when none was asked for or none is known. */
  readonly signer: string | undefined
  /** Names of the keys that have signed the index, verified or not. */
  readonly signatures: readonly string[]
  /** Which format it was read from. */
  readonly format: 'v2' | 'v3'
  /** Where packages lie relative to the repository, from a v3 index (`pkgname-spec`); absent in v2. */
  readonly packageNameSpec?: string
}
