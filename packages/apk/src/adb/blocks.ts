import { readFault } from './fault.ts'

/** Kinds of blocks (APK v3 (ADB) format; apk-tools adb.h, "ADB_BLOCK_*"). */
export const blockType = { adb: 0, signature: 1, data: 2 } as const

/** The short header: one word of type (high two bits) and size, itself included. */
const SHORT_HEAD = 4
const MAX_SHORT_SIZE = 0x3fff_ffff
/** The long header: one word of {@link EXTENDED} and type, 4 bytes reserved, a 64-bit size, itself included. */
const LONG_HEAD = 16
const EXTENDED = 3
/** Blocks begin at multiples of this. */
const ALIGNMENT = 8

/** One block of a v3 file. */
export interface AdbBlock {
  readonly type: number
  /** Where the payload begins in the uncompressed file. */
  readonly start: number
  readonly payload: Uint8Array
}

/**
 * The blocks of an uncompressed v3 file from `offset` on, in order: one ADB, signatures, data. Padding is not looked at.
 *
 * @throws ApkError ERR_APK_ADB_BLOCK blocks out of order, of an unknown type, or longer than the file
 */
export function* readBlocks(file: Uint8Array, offset: number): Generator<AdbBlock, void> {
  const view = new DataView(file.buffer, file.byteOffset, file.length)
  let before = -1
  while (offset < file.length) {
    const { type, head, size } = readHead(view, offset)
    const inOrder =
      before === -1 ? type === blockType.adb : type > blockType.adb && type <= blockType.data && type >= before
    if (!inOrder)
      throw readFault('ERR_APK_ADB_BLOCK', `a block of type ${type} at offset ${offset} is out of order`, {
        offset,
        type,
      })
    const next = offset + align(size)
    if (size < head || next > file.length) {
      throw readFault('ERR_APK_ADB_BLOCK', `the block at offset ${offset} has an impossible size of ${size} bytes`, {
        offset,
        size,
      })
    }
    yield { type, start: offset + head, payload: file.subarray(offset + head, offset + size) }
    before = type
    offset = next
  }
}

function readHead(view: DataView, offset: number): { type: number; head: number; size: number } {
  const left = view.byteLength - offset
  if (left < SHORT_HEAD) throw readFault('ERR_APK_ADB_BLOCK', `${left} stray bytes stand at its end`, { offset })
  const word = view.getUint32(offset, true)
  if (word >>> 30 !== EXTENDED) return { type: word >>> 30, head: SHORT_HEAD, size: word & MAX_SHORT_SIZE }
  if (left < LONG_HEAD) throw readFault('ERR_APK_ADB_BLOCK', `${left} stray bytes stand at its end`, { offset })
  return { type: word & MAX_SHORT_SIZE, head: LONG_HEAD, size: Number(view.getBigUint64(offset + 8, true)) }
}

/** The bytes in front of a block's payload. */
export function blockHead(type: number, payloadSize: number): Uint8Array {
  const long = payloadSize > MAX_SHORT_SIZE - SHORT_HEAD
  const head = new Uint8Array(long ? LONG_HEAD : SHORT_HEAD)
  const view = new DataView(head.buffer)
  view.setUint32(0, long ? (EXTENDED << 30) | type : (type << 30) | (SHORT_HEAD + payloadSize), true)
  if (long) view.setBigUint64(8, BigInt(LONG_HEAD + payloadSize), true)
  return head
}

/** The zeros behind a block of `size` bytes, header included. */
export function blockPadding(size: number): Uint8Array {
  return new Uint8Array(align(size) - size)
}

function align(size: number): number {
  return Math.ceil(size / ALIGNMENT) * ALIGNMENT
}
