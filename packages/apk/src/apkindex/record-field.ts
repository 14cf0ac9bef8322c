import type { IndexRecord } from '../metadata/metadata.ts'
import { parseCount } from '../metadata/number.ts'

/** A record in which everything is empty. */
export function emptyRecord(): IndexRecord {
  return {
    checksum: '',
    name: '',
    version: '',
    size: 0,
    installedSize: 0,
    description: '',
    url: '',
    license: '',
    origin: '',
    maintainer: '',
    buildTime: 0,
    commit: '',
    providerPriority: 0,
    depends: [],
    provides: [],
    installIf: [],
  }
}

/**
 * Takes one field into a record, by the letters of apk-tools `apk_pkgtmpl_add_info`; false when a number is malformed.
 *
 * @param letter character code of the field letter
 */
export function setField(record: IndexRecord, letter: number, value: string): boolean {
  switch (letter) {
    case 67:
      record.checksum = value
      return true
    case 80:
      record.name = value
      return true
    case 86:
      record.version = value
      return true
    case 65:
      record.arch = value
      return true
    case 83: {
      const size = parseCount(value)
      record.size = size
      return size >= 0
    }
    case 73: {
      const size = parseCount(value)
      record.installedSize = size
      return size >= 0
    }
    case 84:
      record.description = value
      return true
    case 85:
      record.url = value
      return true
    case 76:
      record.license = value
      return true
    case 111:
      record.origin = value
      return true
    case 109:
      record.maintainer = value
      return true
    case 116: {
      const time = parseCount(value)
      record.buildTime = time
      return time >= 0
    }
    case 99:
      record.commit = value
      return true
    case 107: {
      const priority = parseCount(value)
      record.providerPriority = priority
      return priority >= 0
    }
    case 68:
      record.depends = appendWords(record.depends, value)
      return true
    case 112:
      record.provides = appendWords(record.provides, value)
      return true
    case 105:
      record.installIf = appendWords(record.installIf, value)
      return true
    default:
      if (letter >= 65 && letter <= 90 && !INSTALLED_ONLY.has(letter)) {
        record.uninstallable = `unknown field ${String.fromCharCode(letter)}:`
      }
      return true
  }
}

/** `F M R Z` carry meaning in the installed database only; in an index they are ignored. */
const INSTALLED_ONLY: ReadonlySet<number> = new Set([70, 77, 82, 90])

/** Adds the words of a value to a list. */
export function appendWords(list: string[], value: string): string[] {
  const length = value.length
  let start = 0
  while (start < length) {
    let end = value.indexOf(' ', start)
    if (end === -1) end = length
    if (end > start) list.push(value.slice(start, end))
    start = end + 1
  }
  return list
}
