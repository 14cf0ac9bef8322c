import type { IndexRecord } from '../../metadata/metadata.ts'

/**
 * The records of an index by what they are asked for: name, provided name, identity. A record is made when it is asked for first, and
 * is the same object from then on.
 *
 * Names are numbered in the order in which they are met: of each record its own, then those that it provides, then those of its
 * `install_if`. A record whose identity an earlier one has is numbered, and stands for no name.
 */
export interface IndexTable {
  /** How many records there are. */
  readonly size: number
  /** How many names there are. */
  readonly names: number
  /** The record at a position of the file. */
  record(position: number): IndexRecord
  /** All of them, in file order. */
  records(): IndexRecord[]
  /** Number of a name; -1 for one that no record mentions. */
  find(name: string): number
  /** The name of a number. */
  name(number: number): string
  /** Positions of the records that bear or provide the name, ascending; one twice that does so twice. */
  bearers(name: number): Int32Array
  /** Positions of the records with a condition on the name, ascending; one twice that has two. */
  conditioned(name: number): Int32Array
  /** Position of the first record with an identity; -1 where there is none. */
  withChecksum(checksum: string): number
}
