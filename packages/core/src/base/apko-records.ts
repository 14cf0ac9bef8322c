import { databaseLines, type ListedEntry } from '../database/installed-apko.ts'
import { joinPath } from '../rootfs/path.ts'

/** What apko 1.2 carries over of one record of a base image's database. */
export interface ApkoBaseRecord {
  readonly name: string
  readonly version: string
  readonly provides: readonly string[]
  /** Seconds since 1970. */
  readonly buildTime: number
  /** The record as it is written again. */
  readonly text: string
}

/**
 * The records of an installed database as apko 1.2 reads and writes them again: owners, modes and checksums of files are
 * lost, `i:[]` gains a pair of brackets, and a record with no empty line after it is passed over.
 */
export function apkoBaseRecords(database: string): ApkoBaseRecord[] {
  const records: ApkoBaseRecord[] = []
  const blocks = database.split('\n\n')
  for (const block of blocks.slice(0, -1)) {
    const lines = block.split('\n').filter((line) => line !== '')
    const name = fieldOf(lines, 'P')
    if (name === undefined || name === '') continue
    records.push({
      name,
      version: fieldOf(lines, 'V') ?? '',
      provides: (fieldOf(lines, 'p') ?? '').split(' '),
      buildTime: Number(fieldOf(lines, 't') ?? '0'),
      text: `${headerLines(lines).join('\n')}\n${fileLines(lines)}\n`,
    })
  }
  return records
}

const HEADER = 'PVALTomUDprcitSIkC'
const NUMBERS = 'tSIk'

function headerLines(lines: readonly string[]): string[] {
  return [...HEADER].flatMap((letter) => {
    const value = fieldOf(lines, letter)
    if (letter === 'r' || letter === 'C') return value === undefined ? [] : [`${letter}:${value}`]
    if (letter === 'i') return [`i:[${value ?? ''}]`]
    return [`${letter}:${value ?? (NUMBERS.includes(letter) ? '0' : '')}`]
  })
}

function fileLines(lines: readonly string[]): string {
  const entries: ListedEntry[] = []
  let directory = ''
  for (const line of lines) {
    const value = line.slice(2)
    if (line.startsWith('F:')) {
      directory = value
      if (value !== '') entries.push({ name: value, type: 'directory', mode: 0o755, uid: 0, gid: 0 })
    } else if (line.startsWith('R:')) {
      entries.push({ name: joinPath(directory, value), type: 'file', mode: 0o644, uid: 0, gid: 0 })
    }
  }
  return databaseLines(entries)
}

function fieldOf(lines: readonly string[], letter: string): string | undefined {
  return lines.find((line) => line.startsWith(`${letter}:`))?.slice(2)
}
