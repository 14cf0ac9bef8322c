import { TAR_BLOCK } from './header.ts'

/** What goes into a header block; text is ASCII and cut where it is too long. */
export interface HeaderFields {
  readonly typeflag: string
  readonly name: string
  readonly prefix: string
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly size: number
  readonly mtime: number
  readonly linkname: string
  readonly uname: string
  readonly gname: string
  readonly devmajor: number
  readonly devminor: number
}

/** Greatest numbers of seven and of eleven octal digits. */
export const OCTAL_7 = 0o7777777
export const OCTAL_11 = 0o77777777777

const ZERO = 48
const SLASH = 47

/** A block whose fields are empty, each number written as zeros: most digits of most headers. */
const empty: Uint8Array = new Uint8Array(TAR_BLOCK)
for (const [start, digits] of [
  [100, 7],
  [108, 7],
  [116, 7],
  [124, 11],
  [136, 11],
  [148, 6],
  [329, 7],
  [337, 7],
] as const) {
  empty.fill(ZERO, start, start + digits)
}
empty[155] = 32
putText(empty, 257, 8, 'ustar\x0000')

// The field of the checksum counts as eight spaces.
const emptySum: number = empty.reduce((sum, byte) => sum + byte, 0) - (6 * ZERO + 32) + 8 * 32

/**
 * Writes one ustar block (POSIX.1-2017, pax, "ustar Header Block") of zeros until now. Numbers are octal with leading zeros and a final
 * NUL; one that does not fit is written as 0.
 *
 * @param devices whether the numbers of a device are written at all
 */
export function putHeaderBlock(into: Uint8Array, at: number, fields: HeaderFields, devices: boolean): void {
  into.set(empty, at)
  let sum =
    emptySum +
    putText(into, at, 100, fields.name) +
    putOctal(into, at + 106, OCTAL_7, fields.mode) +
    putOctal(into, at + 114, OCTAL_7, fields.uid) +
    putOctal(into, at + 122, OCTAL_7, fields.gid) +
    putOctal(into, at + 134, OCTAL_11, fields.size) +
    putOctal(into, at + 146, OCTAL_11, fields.mtime) +
    putText(into, at + 157, 100, fields.linkname) +
    putText(into, at + 265, 32, fields.uname) +
    putText(into, at + 297, 32, fields.gname) +
    putText(into, at + 345, 155, fields.prefix)
  if (devices) {
    sum += putOctal(into, at + 335, OCTAL_7, fields.devmajor) + putOctal(into, at + 343, OCTAL_7, fields.devminor)
  } else {
    into.fill(0, at + 329, at + 345)
    sum -= 2 * 7 * ZERO
  }
  const type = fields.typeflag.charCodeAt(0)
  into[at + 156] = type
  putOctal(into, at + 153, OCTAL_7, sum + type)
}

/** Puts text where zeros are, and gives the sum of its bytes. */
function putText(into: Uint8Array, start: number, length: number, text: string): number {
  const end = Math.min(length, text.length)
  let sum = 0
  for (let i = 0; i < end; i++) {
    const code = text.charCodeAt(i)
    into[start + i] = code
    sum += code
  }
  // A name that is cut right after a slash would make the entry a directory for old readers: Go's archive/tar ends it before the slashes.
  if (text.length > length && into[start + length - 1] === SLASH) {
    let cut = length - 1
    while (cut > 0 && into[start + cut - 1] === SLASH) cut--
    into[start + cut] = 0
    sum -= SLASH
  }
  return sum
}

/** Puts the digits of a number where digits of 0 are, up to the one at `last`, and gives what they add to the sum. */
function putOctal(into: Uint8Array, last: number, greatest: number, value: number): number {
  let sum = 0
  let rest = value > greatest ? 0 : value
  for (let i = last; rest > 0; i--) {
    const next = Math.floor(rest / 8)
    const digit = rest - next * 8
    into[i] = ZERO + digit
    sum += digit
    rest = next
  }
  return sum
}
