import { decodeText } from '@nacre/archive'
import { ApkError } from '../../error.ts'
import type { IndexRecord } from '../../metadata/metadata.ts'
import { parseIndex } from '../parse.ts'
import { groupOf } from './grouping.ts'
import { canonicalChecksum } from './identity.ts'
import type { IndexTable } from './index-table.ts'
import { findRange } from './range-table.ts'
import type { IndexSections } from './sections.ts'

/** The table of a text in which records were found; each is read when it is asked for. */
export class PackedTable implements IndexTable {
  readonly sections: IndexSections
  readonly #read: (IndexRecord | undefined)[] = []

  constructor(sections: IndexSections) {
    this.sections = sections
  }

  get size(): number {
    return this.sections.records.length - 1
  }

  get names(): number {
    return this.sections.names.ranges.length / 2
  }

  record(position: number): IndexRecord {
    let record = this.#read[position]
    if (record === undefined) {
      record = readRecord(this.sections, position)
      this.#read[position] = record
    }
    return record
  }

  records(): IndexRecord[] {
    return Array.from({ length: this.size }, (_, position) => this.record(position))
  }

  find(name: string): number {
    const { names, text } = this.sections
    return findRange(names, text, name)
  }

  name(number: number): string {
    const { ranges } = this.sections.names
    return decodeText(this.sections.text.subarray(ranges[2 * number], ranges[2 * number + 1]))
  }

  bearers(name: number): Int32Array {
    return groupOf(this.sections.bearers, name)
  }

  conditioned(name: number): Int32Array {
    return groupOf(this.sections.conditioned, name)
  }

  withChecksum(checksum: string): number {
    const { identities, firsts, text } = this.sections
    const found = findRange(identities, text, canonicalChecksum(checksum))
    return found < 0 ? -1 : firsts[found]!
  }
}

/** @throws ApkError ERR_APK_INDEX_RECORD, ERR_APK_INDEX_LINE, ERR_APK_INDEX_NUMBER for sections that are not those of the text */
function readRecord({ text, records }: IndexSections, position: number): IndexRecord {
  const [record, ...more] = parseIndex(text.subarray(records[position], records[position + 1]))
  if (record !== undefined && more.length === 0) return record
  throw new ApkError(
    'ERR_APK_INDEX_RECORD',
    `Reading an index: record ${position} of ${records.length - 1} is not where the kept form says. Clear the cache`,
    { details: { position } },
  )
}
