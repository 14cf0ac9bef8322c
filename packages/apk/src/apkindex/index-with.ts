import type { IndexRecord } from '../metadata/metadata.ts'
import type { Index } from './index-file.ts'

/** An index of what is told beside its records; a table makes them when they are asked for. */
export function indexWith(content: Pick<Index, 'records' | 'table'>, facts: Omit<Index, 'records' | 'table'>): Index {
  const { table } = content
  if (table === undefined) return { ...facts, records: content.records }
  let records: IndexRecord[] | undefined
  return {
    ...facts,
    table,
    get records() {
      records ??= table.records()
      return records
    },
  }
}
