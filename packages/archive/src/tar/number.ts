import { ArchiveError } from '../error.ts'

/** Which numeric field of a header block, and where the block is. */
export interface NumberContext {
  readonly field: string
  readonly offset: number
  readonly dialect: 'pax' | 'apk'
}

const NUL = 0
const SPACE = 32

/**
 * A numeric field of a header block: octal digits ended by NULs or spaces; in the `pax` dialect also leading spaces, and base-256 (GNU tar manual, "Basic Tar Format").
 *
 * @throws ArchiveError `ERR_ARCHIVE_TAR_NUMBER`
 */
export function parseTarNumber(block: Uint8Array, start: number, length: number, context: NumberContext): number {
  const end = start + length
  let i = start
  if (context.dialect === 'pax') {
    if ((block[start]! & 0x80) !== 0) return parseBase256(block.subarray(start, end), context)
    while (i < end && block[i] === SPACE) i++
  }
  let value = 0
  for (; i < end; i++) {
    const digit = block[i]! - 48
    if (digit < 0 || digit > 7) break
    value = value * 8 + digit
  }
  for (; i < end; i++) {
    if (block[i] !== NUL && block[i] !== SPACE)
      throw unreadable(context, 'it is not octal digits ended by NUL or space')
  }
  return value
}

function parseBase256(bytes: Uint8Array, context: NumberContext): number {
  const negative = (bytes[0]! & 0x40) !== 0
  let value = BigInt(bytes[0]! & 0x7f)
  for (const byte of bytes.subarray(1)) value = (value << 8n) | BigInt(byte)
  if (negative) value -= 1n << BigInt(bytes.length * 8 - 1)
  const number = Number(value)
  if (!Number.isSafeInteger(number)) throw unreadable(context, 'its base-256 value is out of range')
  return number
}

/** The error for a number that cannot be. */
export function unreadable(context: NumberContext, reason: string): ArchiveError {
  return new ArchiveError(
    'ERR_ARCHIVE_TAR_NUMBER',
    `reading the tar header at offset ${context.offset}: the field ${context.field} is not usable: ${reason}; the archive is damaged or made to deceive`,
    { details: { field: context.field, offset: context.offset, reason } },
  )
}
