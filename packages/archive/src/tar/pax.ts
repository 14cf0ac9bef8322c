import { concatBytes } from '../bytes.ts'
import { ArchiveError } from '../error.ts'
import { decodeTextPart, encodeText } from './text.ts'

const SPACE = 32
const EQUALS = 61
const NEWLINE = 10

/**
 * Records of a PAX extended header (POSIX.1-2017, pax, "pax Extended Header"): `length key=value\n`, where length counts the whole record.
 * A later record of the same key replaces an earlier one.
 *
 * @throws ArchiveError `ERR_ARCHIVE_TAR_PAX`
 */
export function parsePax(bytes: Uint8Array, offset: number): Record<string, string> {
  const records: Record<string, string> = Object.create(null)
  for (let start = 0; start < bytes.length; ) {
    let length = 0
    let i = start
    for (; i < bytes.length && i - start < 10; i++) {
      const digit = bytes[i]! - 48
      if (digit < 0 || digit > 9) break
      length = length * 10 + digit
    }
    if (i === start || bytes[i] !== SPACE)
      throw malformed(offset + start, 'a record does not begin with its length and a space')
    const end = start + length
    if (end > bytes.length || length < i - start + 4)
      throw malformed(offset + start, `a record says it is ${length} bytes long`)
    if (bytes[end - 1] !== NEWLINE)
      throw malformed(offset + start, 'a record does not end with a newline where its length says')
    const equals = bytes.indexOf(EQUALS, i + 1)
    if (equals < 0 || equals >= end) throw malformed(offset + start, 'a record has no equals sign')
    if (equals === i + 1) throw malformed(offset + start, 'a record has an empty key')
    records[decodeTextPart(bytes, i + 1, equals)] = decodeTextPart(bytes, equals + 1, end - 1)
    start = end
  }
  return records
}

/**
 * Bytes of a PAX extended header, records sorted by the bytes of their keys.
 *
 * @throws ArchiveError `ERR_ARCHIVE_TAR_PAX` for a key that is empty or holds an equals sign or NUL, or a name that holds NUL.
 */
export function formatPax(records: ReadonlyMap<string, string>): Uint8Array {
  const lines = [...records].map(([key, value]) => {
    const name = encodeText(key)
    if (name.length === 0 || name.includes(EQUALS) || name.includes(0))
      throw malformed(0, `the key ${JSON.stringify(key)} cannot be written`)
    return { name, line: formatRecord(name, encodeText(value)) }
  })
  lines.sort((a, b) => compareBytes(a.name, b.name))
  return concatBytes(lines.map(({ line }) => line))
}

function formatRecord(key: Uint8Array, value: Uint8Array): Uint8Array {
  const content = key.length + value.length + 3
  let length = content + String(content).length
  if (String(length).length + content !== length) length = content + String(length).length
  return concatBytes([encodeText(`${length} `), key, Uint8Array.of(EQUALS), value, Uint8Array.of(NEWLINE)])
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length)
  for (let i = 0; i < shared; i++) if (a[i] !== b[i]) return a[i]! - b[i]!
  return a.length - b.length
}

function malformed(offset: number, reason: string): ArchiveError {
  return new ArchiveError(
    'ERR_ARCHIVE_TAR_PAX',
    `handling a PAX extended header at offset ${offset}: ${reason}; the archive is damaged or made to deceive`,
    { details: { offset, reason } },
  )
}
