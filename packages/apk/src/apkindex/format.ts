import { ApkError } from '../error.ts'
import type { IndexRecord } from '../metadata/metadata.ts'

/** How {@link formatIndex} writes. */
export interface FormatIndexOptions {
  /**
   * Order and presence of the fields. `apk` (default) is what `apk index` writes: `C P V A S I T U L o m t c k D p i`, with
   * `S I T U L` even when empty. `apko` is what melange and apko write: `C P V A S I T U L o m t c D i p k`, empty ones left out
   * save `C P V T`.
   */
  style?: 'apk' | 'apko'
  /** Write `t:0` where the build time is unknown, as current melange does. Default false. */
  writeZeroBuildTime?: boolean
}

/**
 * The `APKINDEX` text of records, in the order given; {@link sortRecords} gives apk's order.
 * Source: apk-tools `apk_pkg_write_index_header`.
 *
 * @throws ApkError ERR_APK_INDEX_VALUE a value with a line break, or a list item with a space, which would start another field
 */
export function formatIndex(records: Iterable<IndexRecord>, options: FormatIndexOptions = {}): string {
  const write = options.style === 'apko' ? formatApkoRecord : formatApkRecord
  const parts: string[] = []
  for (const record of records) {
    checkValues(record)
    parts.push(write(record, options.writeZeroBuildTime === true))
  }
  return parts.join('')
}

/** The header lines of one record in apk's order, without the empty line that ends it. */
export function formatRecordHeader(record: IndexRecord): string {
  checkValues(record)
  const text = formatApkRecord(record, false)
  return text.slice(0, -1)
}

function formatApkRecord(record: IndexRecord, zeroTime: boolean): string {
  return (
    `${line('C', record.checksum)}P:${record.name}\nV:${record.version}\n${line('A', record.arch ?? '')}` +
    `S:${record.size}\nI:${record.installedSize}\nT:${record.description}\nU:${record.url}\nL:${record.license}\n` +
    line('o', record.origin) +
    line('m', record.maintainer) +
    number('t', record.buildTime, zeroTime) +
    line('c', record.commit) +
    number('k', record.providerPriority, false) +
    list('D', record.depends) +
    list('p', record.provides) +
    `${list('i', record.installIf)}\n`
  )
}

function formatApkoRecord(record: IndexRecord, zeroTime: boolean): string {
  return (
    `C:${record.checksum}\nP:${record.name}\nV:${record.version}\n${line('A', record.arch ?? '')}` +
    `${number('S', record.size, false)}${number('I', record.installedSize, false)}T:${record.description}\n` +
    line('U', record.url) +
    line('L', record.license) +
    line('o', record.origin) +
    line('m', record.maintainer) +
    number('t', record.buildTime, zeroTime) +
    line('c', record.commit) +
    list('D', record.depends) +
    list('i', record.installIf) +
    list('p', record.provides) +
    `${number('k', record.providerPriority, false)}\n`
  )
}

function line(letter: string, value: string): string {
  return value === '' ? '' : `${letter}:${value}\n`
}

function number(letter: string, value: number, always: boolean): string {
  return value === 0 && !always ? '' : `${letter}:${value}\n`
}

function list(letter: string, values: readonly string[]): string {
  return values.length === 0 ? '' : `${letter}:${values.join(' ')}\n`
}

const TEXTS = [
  'checksum',
  'name',
  'version',
  'arch',
  'description',
  'url',
  'license',
  'origin',
  'maintainer',
  'commit',
] as const
const NUMBERS = ['size', 'installedSize', 'buildTime', 'providerPriority'] as const
const LISTS = ['depends', 'provides', 'installIf'] as const

function checkValues(record: IndexRecord): void {
  for (const field of TEXTS) {
    if (record[field]?.includes('\n')) throw valueFault(record, field, 'a line break')
  }
  for (const field of NUMBERS) {
    if (!Number.isSafeInteger(record[field]) || record[field] < 0)
      throw valueFault(record, field, 'no unsigned integer')
  }
  for (const field of LISTS) {
    for (const item of record[field]) {
      if (item === '' || item.includes(' ') || item.includes('\n')) {
        throw valueFault(record, field, 'an item that is empty or holds a space or line break')
      }
    }
  }
}

function valueFault(record: IndexRecord, field: string, fault: string): ApkError {
  return new ApkError(
    'ERR_APK_INDEX_VALUE',
    `Writing the index record of ${JSON.stringify(record.name)}: ${field} has ${fault}, which would change the meaning of the index. Correct the value`,
    { details: { name: record.name, field } },
  )
}
