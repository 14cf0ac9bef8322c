import { decodeText } from '@nacre/archive'
import { appendWords, emptyRecord, setField } from '../apkindex/record-field.ts'
import { ApkError } from '../error.ts'
import { parseCount } from '../metadata/number.ts'
import type { InstalledAccess, InstalledDirectory, InstalledFile, InstalledPackage } from './installed.ts'

/**
 * Packages of an installed database, in file order. Reads the forms of apk-tools 2 and 3 and that of apko, whose `i:` stands in
 * brackets and whose modes have a leading zero.
 *
 * @param text the text, or its UTF-8 bytes; others are kept as lone surrogates
 * @throws ApkError ERR_APK_INSTALLED a line that is no field, an unknown field, or one out of place; ERR_APK_INSTALLED_RECORD a record
 *   without name or version
 */
export function parseInstalled(text: string | Uint8Array): InstalledPackage[] {
  const source = typeof text === 'string' ? text : decodeText(text)
  const packages: InstalledPackage[] = []
  let reader = new RecordReader()
  let line = 0
  for (const content of source.split('\n')) {
    line++
    if (content.length < 2) {
      if (reader.filled) packages.push(reader.finish(line))
      reader = new RecordReader()
    } else reader.add(content, line)
  }
  if (reader.filled) packages.push(reader.finish(line))
  return packages
}

class RecordReader {
  filled = false
  readonly #package: InstalledPackage = {
    ...emptyRecord(),
    replaces: [],
    replacesPriority: 0,
    repositoryTag: '',
    flags: '',
    directories: [],
  }
  #directory: InstalledDirectory | undefined
  #file: InstalledFile | undefined

  add(content: string, line: number): void {
    this.filled = true
    if (content[1] !== ':') throw lineFault(content, line, 'it does not begin with a letter and a colon')
    const letter = content[0] ?? ''
    const value = content.slice(2)
    if (!this.#addPackageField(letter, value, line) && !this.#addFileField(letter, value, content, line)) {
      throw lineFault(content, line, 'the field is not known')
    }
  }

  finish(line: number): InstalledPackage {
    const { name, version } = this.#package
    if (name !== '' && version !== '') return this.#package
    throw new ApkError(
      'ERR_APK_INSTALLED_RECORD',
      `Reading the installed database: the record that ends in line ${line} has no ${name === '' ? 'name' : 'version'}. The database is damaged; restore it`,
      { details: { line, name, version } },
    )
  }

  #addPackageField(letter: string, value: string, line: number): boolean {
    const record = this.#package
    switch (letter) {
      case 'g':
        record.tags = appendWords(record.tags ?? [], value)
        return true
      case 'r':
        appendWords(record.replaces, value)
        return true
      case 'q':
        record.replacesPriority = number(letter, value, line)
        return true
      case 's':
        record.repositoryTag = value
        return true
      case 'f':
        record.flags = value
        return true
      case 'i':
        appendWords(record.installIf, value.startsWith('[') && value.endsWith(']') ? value.slice(1, -1) : value)
        return true
    }
    if (!'CPVASITULomtckDp'.includes(letter)) return false
    if (!setField(record, letter.charCodeAt(0), value)) throw numberFault(letter, value, line)
    return true
  }

  #addFileField(letter: string, value: string, content: string, line: number): boolean {
    switch (letter) {
      case 'F':
        this.#directory = { name: value, uid: 0, gid: 0, mode: 0o755, files: [] }
        this.#file = undefined
        this.#package.directories.push(this.#directory)
        return true
      case 'M':
        if (this.#directory === undefined) throw lineFault(content, line, 'no directory precedes it')
        Object.assign(this.#directory, parseAccess(value, content, line))
        return true
      case 'R':
        if (this.#directory === undefined) throw lineFault(content, line, 'no directory precedes it')
        this.#file = { name: value, uid: 0, gid: 0, mode: 0o644 }
        this.#directory.files.push(this.#file)
        return true
      case 'a':
        if (this.#file === undefined) throw lineFault(content, line, 'no file precedes it')
        Object.assign(this.#file, parseAccess(value, content, line))
        return true
      case 'Z':
        if (this.#file === undefined) throw lineFault(content, line, 'no file precedes it')
        this.#file.checksum = value
        return true
      default:
        return false
    }
  }
}

/** `uid:gid:octal mode`, then an optional hash over the extended attributes. */
function parseAccess(value: string, content: string, line: number): InstalledAccess {
  const [uid = '', gid = '', mode = '', ...hash] = value.split(':')
  const bits = /^[0-7]{1,7}$/.test(mode) ? Number.parseInt(mode, 8) : -1
  const access = { uid: uid === '' ? -1 : parseCount(uid), gid: gid === '' ? -1 : parseCount(gid), mode: bits }
  if (Math.min(access.uid, access.gid, access.mode) < 0 || hash.length > 1) {
    throw lineFault(content, line, 'it is not uid:gid:mode')
  }
  return hash[0] === undefined ? access : { ...access, xattrHash: hash[0] }
}

function number(letter: string, value: string, line: number): number {
  const parsed = parseCount(value)
  if (parsed < 0) throw numberFault(letter, value, line)
  return parsed
}

function numberFault(letter: string, value: string, line: number): ApkError {
  return lineFault(`${letter}:${value}`, line, 'its value is no unsigned decimal number')
}

function lineFault(content: string, line: number, fault: string): ApkError {
  const excerpt = content.slice(0, 60)
  return new ApkError(
    'ERR_APK_INSTALLED',
    `Reading the installed database: line ${line}, ${JSON.stringify(excerpt)}: ${fault}. The database is damaged, or written by a newer apk`,
    { details: { line, excerpt } },
  )
}
