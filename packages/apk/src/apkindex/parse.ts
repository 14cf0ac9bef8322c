import { decodeText } from '@nacre/archive'
import { ApkError } from '../error.ts'
import type { IndexRecord } from '../metadata/metadata.ts'
import { emptyRecord, setField } from './record-field.ts'

/** How strictly {@link parseIndex} reads. */
export interface ParseIndexOptions {
  /**
   * Called for each fault instead of throwing. The line, or the record that it spoils, is left out and reading goes on.
   * Without it the first fault ends the reading, as in apk.
   */
  onFault?: (fault: ApkError) => void
  /** Accept records without an identity (`C`), as apko does. Default false: apk refuses the whole index. */
  allowMissingChecksum?: boolean
}

const COLON = 58

/**
 * Records of the `APKINDEX` text of a v2 index, in file order.
 *
 * Reader rules of apk-tools: one field a line, `letter:value`; a line of fewer than two characters ends a record, and so
 * does the end of the text; a repeated list field appends, a repeated scalar replaces; letters that belong to the installed
 * database are skipped; an unknown upper-case letter makes the record uninstallable.
 *
 * @param text the text, or its UTF-8 bytes; others are kept as lone surrogates
 * @throws ApkError ERR_APK_INDEX_LINE a line whose second character is no colon
 * @throws ApkError ERR_APK_INDEX_RECORD a record without `C`, `P` or `V`
 * @throws ApkError ERR_APK_INDEX_NUMBER a number field that is none
 */
export function parseIndex(text: string | Uint8Array, options: ParseIndexOptions = {}): IndexRecord[] {
  const source = typeof text === 'string' ? text : decodeText(text)
  return scanIndex(source, options)
}

function scanIndex(source: string, options: ParseIndexOptions): IndexRecord[] {
  const records: IndexRecord[] = []
  const length = source.length
  let record = emptyRecord()
  let filled = false
  let spoilt = false
  let line = 0
  let position = 0
  while (position <= length) {
    let end = source.indexOf('\n', position)
    if (end === -1) end = length
    line++
    if (end - position < 2) {
      if (filled) {
        if (!spoilt && isComplete(record, line, options)) records.push(record)
        record = emptyRecord()
        filled = false
        spoilt = false
      }
    } else if (source.charCodeAt(position + 1) !== COLON) {
      report(options, lineFault(source.slice(position, end), line))
      spoilt = true
      filled = true
    } else {
      filled = true
      const value = source.slice(position + 2, end)
      if (!setField(record, source.charCodeAt(position), value)) {
        report(options, numberFault(source.charAt(position), value, line))
        spoilt = true
      }
    }
    position = end + 1
  }
  if (filled && !spoilt && isComplete(record, line, options)) records.push(record)
  return records
}

function isComplete(record: IndexRecord, line: number, options: ParseIndexOptions): boolean {
  const missing: string[] = []
  if (record.checksum === '' && options.allowMissingChecksum !== true) missing.push('C')
  if (record.name === '') missing.push('P')
  if (record.version === '') missing.push('V')
  if (missing.length === 0) return true
  report(
    options,
    new ApkError(
      'ERR_APK_INDEX_RECORD',
      `Reading an index: the record of ${record.name || 'an unnamed package'} that ends in line ${line} has no ${missing.join(', ')}. Make the index again`,
      { details: { line, name: record.name, missing } },
    ),
  )
  return false
}

function report(options: ParseIndexOptions, fault: ApkError): void {
  if (options.onFault === undefined) throw fault
  options.onFault(fault)
}

function lineFault(text: string, line: number): ApkError {
  const excerpt = text.slice(0, 60)
  return new ApkError(
    'ERR_APK_INDEX_LINE',
    `Reading an index: line ${line} is ${JSON.stringify(excerpt)}, where a letter and a colon should begin it. Make the index again`,
    { details: { line, excerpt } },
  )
}

function numberFault(letter: string, value: string, line: number): ApkError {
  const excerpt = value.slice(0, 60)
  return new ApkError(
    'ERR_APK_INDEX_NUMBER',
    `Reading an index: field ${letter} in line ${line} is ${JSON.stringify(excerpt)}, where an unsigned decimal number should be. Make the index again`,
    { details: { line, field: letter, value: excerpt } },
  )
}
