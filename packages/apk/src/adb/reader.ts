import { decodeText } from '@nacre/archive'
import { ApkError } from '../error.ts'
import { readFault } from './fault.ts'
import { TextSlices } from './text-slices.ts'
import { ADB_HEADER_SIZE, type AdbValue, lowOf, NULL, typeOf, valueType } from './value.ts'

/**
 * Work that reading one payload may take, in dependencies or what takes as long; shared lists count each time they are met.
 * An index of 100 000 packages takes about 3 million.
 */
const MAX_WORK = 16_000_000

/** Bytes of a string up to which it is sliced out of the whole, and not counted. */
const MAX_SLICE = 256

/**
 * Reads values out of an ADB payload (APK v3 (ADB) format; apk-tools adb.c, "Read interface").
 *
 * Where apk-tools takes a value of another type or out of bounds for null, this reader throws `ERR_APK_ADB_VALUE`. Offsets
 * may be unaligned, as in apk-tools; they may be shared and overlap, so the work done is bounded: by a budget for list
 * items, and for long strings by the size of the payload, which no writer exceeds because it stores each string once.
 */
export class AdbReader {
  /** The payload, header included. */
  readonly bytes: Uint8Array
  #view: DataView
  #slices: TextSlices
  #longTexts = new Map<AdbValue, string>()
  #textLeft: number
  #workLeft = MAX_WORK

  /** @throws ApkError ERR_APK_ADB_BLOCK a payload shorter than its header; ERR_APK_ADB_VERSION a compat version other than 0 */
  constructor(bytes: Uint8Array) {
    if (bytes.length < ADB_HEADER_SIZE) {
      throw readFault('ERR_APK_ADB_BLOCK', `the ADB block has ${bytes.length} bytes, fewer than its header`, {
        size: bytes.length,
      })
    }
    if (bytes[0] !== 0) {
      throw new ApkError(
        'ERR_APK_ADB_VERSION',
        `Reading a v3 file: it needs a reader of ADB version ${bytes[0]}, and only version 0 is known. Use a later release`,
        { details: { version: bytes[0] } },
      )
    }
    this.bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    this.#slices = new TextSlices(bytes)
    this.#textLeft = 2 * bytes.length
  }

  /** The root value. */
  get root(): AdbValue {
    return this.#view.getUint32(4, true)
  }

  /** A whole number; null is 0. */
  int(value: AdbValue): number {
    switch (typeOf(value)) {
      case valueType.int:
        return lowOf(value)
      case valueType.int32:
        return this.#view.getUint32(this.#range(value, 4), true)
      case valueType.int64: {
        const number = this.#view.getBigUint64(this.#range(value, 8), true)
        if (number <= Number.MAX_SAFE_INTEGER) return Number(number)
        throw readFault('ERR_APK_ADB_VALUE', `the number ${number} exceeds 2^53 - 1`, { value })
      }
      default:
        if (value === NULL) return 0
        throw wrongType(value, 'a number')
    }
  }

  /** A byte string, as a view into the payload; null is empty. */
  blob(value: AdbValue): Uint8Array {
    const start = this.#contentStart(value)
    return this.bytes.subarray(start, start + this.#contentSize(value))
  }

  /** A string, read as UTF-8, with bytes that are none kept as lone surrogates; null is empty. */
  text(value: AdbValue): string {
    if (value === NULL) return ''
    const start = this.#contentStart(value)
    const size = this.#contentSize(value)
    const short = size <= MAX_SLICE ? this.#slices.slice(start, start + size) : undefined
    return short ?? this.#longText(value)
  }

  /** The slots of an object, to be asked with {@link field}; null has none. */
  object(value: AdbValue): number {
    // apk-tools writes most lists as type object, so the two types are read alike.
    if (value === NULL) return 0
    if (typeOf(value) !== valueType.object && typeOf(value) !== valueType.array) throw wrongType(value, 'an object')
    const start = this.#range(value, 4)
    const count = this.#view.getUint32(start, true)
    if (count === 0) return 0
    this.#range(value, 4 * count)
    return start
  }

  /** The value in a slot of an object; a slot beyond those stored is null. */
  field(object: number, slot: number): AdbValue {
    // No object begins at offset 0, where the header is.
    if (object === 0 || slot >= this.#view.getUint32(object, true)) return NULL
    return this.#view.getUint32(object + 4 * slot, true)
  }

  /**
   * Number of items of a list, to be asked with {@link field} from 1 on. `work` says how long an item takes to read, in
   * dependencies.
   *
   * @throws ApkError ERR_APK_LIMIT
   */
  count(list: number, work = 1): number {
    if (list === 0) return 0
    const count = this.#view.getUint32(list, true) - 1
    this.#workLeft -= count * work
    if (this.#workLeft >= 0) return count
    throw readFault(
      'ERR_APK_LIMIT',
      'its lists are longer than those of any package or index, or name the same items over and over',
    )
  }

  #longText(value: AdbValue): string {
    const known = this.#longTexts.get(value)
    if (known !== undefined) return known
    const content = this.blob(value)
    this.#textLeft -= content.length
    if (this.#textLeft < 0) throw readFault('ERR_APK_LIMIT', 'its strings overlap, and are longer than the file')
    const text = decodeText(content)
    this.#longTexts.set(value, text)
    return text
  }

  /** Where the content of a blob begins, behind its length. */
  #contentStart(value: AdbValue): number {
    return value === NULL ? 0 : lowOf(value) + blobHead(value)
  }

  /** The length of a blob, all of which is within the payload. */
  #contentSize(value: AdbValue): number {
    if (value === NULL) return 0
    const head = blobHead(value)
    const start = this.#range(value, head)
    const size =
      head === 1
        ? this.bytes[start]!
        : head === 2
          ? this.#view.getUint16(start, true)
          : this.#view.getUint32(start, true)
    this.#range(value, head + size)
    return size
  }

  /** Offset of a value whose first `size` bytes are within the payload and behind its header. */
  #range(value: AdbValue, size: number): number {
    const start = lowOf(value)
    if (start >= ADB_HEADER_SIZE && start + size <= this.bytes.length) return start
    throw readFault('ERR_APK_ADB_VALUE', `a value points at ${size} bytes at offset ${start}, outside the metadata`, {
      value,
    })
  }
}

/** Bytes of the length in front of a blob. */
function blobHead(value: AdbValue): number {
  switch (typeOf(value)) {
    case valueType.blob8:
      return 1
    case valueType.blob16:
      return 2
    case valueType.blob32:
      return 4
    default:
      throw wrongType(value, 'a byte string')
  }
}

function wrongType(value: AdbValue, wanted: string): ApkError {
  return readFault('ERR_APK_ADB_VALUE', `a value of type ${typeOf(value)} stands where ${wanted} should`, { value })
}
