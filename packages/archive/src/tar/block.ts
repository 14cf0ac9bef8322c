import { TAR_BLOCK } from './header.ts'

/** What goes into a header block; text is ASCII and cut where it is too long. */
export interface HeaderFields {
  readonly typeflag: string
  readonly name: string
  readonly size: number
  readonly mode?: number
  readonly uid?: number
  readonly gid?: number
  readonly mtime?: number
  readonly linkname?: string
  readonly uname?: string
  readonly gname?: string
  readonly devmajor?: number
  readonly devminor?: number
  readonly prefix?: string
}

/** One ustar block (POSIX.1-2017, pax, "ustar Header Block"). Numbers are octal with leading zeros and a final NUL; one that does not fit is written as 0. */
export function headerBlock(fields: HeaderFields, devices: boolean): Uint8Array {
  const block = new Uint8Array(TAR_BLOCK)
  putText(block, 0, 100, fields.name)
  putOctal(block, 100, 7, fields.mode ?? 0)
  putOctal(block, 108, 7, fields.uid ?? 0)
  putOctal(block, 116, 7, fields.gid ?? 0)
  putOctal(block, 124, 11, fields.size)
  putOctal(block, 136, 11, fields.mtime ?? 0)
  block[156] = fields.typeflag.charCodeAt(0)
  putText(block, 157, 100, fields.linkname ?? '')
  putText(block, 257, 8, 'ustar\x0000')
  putText(block, 265, 32, fields.uname ?? '')
  putText(block, 297, 32, fields.gname ?? '')
  if (devices) {
    putOctal(block, 329, 7, fields.devmajor ?? 0)
    putOctal(block, 337, 7, fields.devminor ?? 0)
  }
  putText(block, 345, 155, fields.prefix ?? '')
  let sum = 8 * 32
  // By index: an iterator takes four times as long, and this is half of what a header costs.
  for (let i = 0; i < TAR_BLOCK; i++) sum += block[i]!
  putOctal(block, 148, 6, sum)
  block[155] = 32
  return block
}

function putText(block: Uint8Array, start: number, length: number, text: string): void {
  const end = Math.min(length, text.length)
  for (let i = 0; i < end; i++) block[start + i] = text.charCodeAt(i)
  // A name that is cut right after a slash would make the entry a directory for old readers: Go's archive/tar ends it before the slashes.
  if (text.length > length && block[start + length - 1] === 47) {
    let cut = length - 1
    while (cut > 0 && block[start + cut - 1] === 47) cut--
    block[start + cut] = 0
  }
}

function putOctal(block: Uint8Array, start: number, digits: number, value: number): void {
  let rest = value < 0 || value >= 8 ** digits ? 0 : value
  for (let i = start + digits - 1; i >= start; i--) {
    const next = Math.floor(rest / 8)
    block[i] = 48 + rest - next * 8
    rest = next
  }
}
