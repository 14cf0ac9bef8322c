import { encodeText } from '@nacre/archive'
import { ApkError } from '../error.ts'
import { WrittenRanges } from './ranges.ts'
import { ADB_HEADER_SIZE, type AdbValue, MAX_LOW, makeValue, NULL, valueType } from './value.ts'

/** Blobs and other content do not share storage: apk-tools hashes the length and the content of a blob apart. */
const BLOB = 0
const WORDS = 1

/**
 * Writes an ADB payload as apk-tools does (APK v3 (ADB) format; apk-tools adb.c, "Write interface"): each value where it is
 * first written, equal content once, in the smallest type that holds it. A caller that writes values in apk's order gets
 * apk's bytes.
 */
export class AdbWriter {
  #bytes = new Uint8Array(8192)
  #view = new DataView(this.#bytes.buffer)
  #length = ADB_HEADER_SIZE
  /** Length before the padding in front of the value being written. */
  #unpadded = ADB_HEADER_SIZE
  #written = new WrittenRanges()

  /** A byte string; an empty one is null. */
  blob(content: Uint8Array): AdbValue {
    const head = blobHead(content.length)
    if (head === 0) return NULL
    return makeValue(blobType(head), this.#share(this.#putBlob(content, head), head, BLOB))
  }

  /** A byte string in a place of its own, which later equal ones do not share: for content that is filled in at the end. */
  ownBlob(content: Uint8Array): AdbValue {
    const head = blobHead(content.length)
    if (head === 0) return NULL
    return makeValue(blobType(head), checkOffset(this.#putBlob(content, head)))
  }

  /** A string, as UTF-8; an empty one is null. */
  text(text: string): AdbValue {
    return this.#ascii(text) ?? this.blob(encodeText(text))
  }

  /** A whole number from 0 to 2^53 - 1; throws `ERR_APK_ADB_NUMBER` for another. */
  int(number: number): AdbValue {
    if (!Number.isSafeInteger(number) || number < 0) throw numberFault(number)
    if (number <= MAX_LOW) return makeValue(valueType.int, number)
    const wide = number > 0xffff_ffff
    // Both are aligned to 4 bytes, the wide one too.
    const start = this.#reserve(wide ? 8 : 4, 4)
    this.#view.setUint32(start, number >>> 0, true)
    if (wide) this.#view.setUint32(start + 4, Math.floor(number / 2 ** 32), true)
    return makeValue(wide ? valueType.int64 : valueType.int32, this.#share(start, 4, WORDS))
  }

  /** An object of these fields, the first being that of slot 1; nulls at the end are not stored, and nothing but nulls is null. */
  object(fields: readonly AdbValue[]): AdbValue {
    return this.#slots(valueType.object, fields)
  }

  /** An array of these items; an empty one is null. */
  array(items: readonly AdbValue[]): AdbValue {
    return this.#slots(valueType.array, items)
  }

  /** The payload, with its root value. The writer is done. */
  finish(root: AdbValue): Uint8Array {
    this.#view.setUint32(4, root, true)
    return this.#bytes.slice(0, this.#length)
  }

  /** A short ASCII string, written without an array of its own; undefined for any other. */
  #ascii(text: string): AdbValue | undefined {
    const size = text.length
    if (size === 0 || size > 0xff) return undefined
    const start = this.#reserve(1 + size, 1)
    this.#bytes[start] = size
    for (let at = 0; at < size; at++) {
      const code = text.charCodeAt(at)
      if (code > 0x7f) {
        this.#length = start
        return undefined
      }
      this.#bytes[start + 1 + at] = code
    }
    return makeValue(valueType.blob8, this.#share(start, 1, BLOB))
  }

  #putBlob(content: Uint8Array, head: number): number {
    const start = this.#reserve(head + content.length, head)
    if (head === 1) this.#view.setUint8(start, content.length)
    else if (head === 2) this.#view.setUint16(start, content.length, true)
    else this.#view.setUint32(start, content.length, true)
    this.#bytes.set(content, start + head)
    return start
  }

  #slots(type: number, fields: readonly AdbValue[]): AdbValue {
    let count = fields.length
    while (count > 0 && fields[count - 1] === NULL) count--
    if (count === 0) return NULL
    const start = this.#reserve(4 * (count + 1), 4)
    this.#view.setUint32(start, count + 1, true)
    for (let slot = 1; slot <= count; slot++) this.#view.setUint32(start + 4 * slot, fields[slot - 1]!, true)
    return makeValue(type, this.#share(start, 4, WORDS))
  }

  /** Makes room for `size` bytes at the end, zeros in front where the alignment asks for them, and gives where it starts. */
  #reserve(size: number, alignment: number): number {
    const start = Math.ceil(this.#length / alignment) * alignment
    if (start + size > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#bytes.length * 2, start + size))
      larger.set(this.#bytes)
      this.#bytes = larger
      this.#view = new DataView(larger.buffer)
    }
    this.#bytes.fill(0, this.#length, start)
    this.#unpadded = this.#length
    this.#length = start + size
    return start
  }

  /** Where the value just written is found; takes it back if it is found before. */
  #share(start: number, alignment: number, kind: number): number {
    const place = this.#written.place(this.#bytes, start, this.#length, alignment, kind)
    if (place !== start) this.#length = this.#unpadded
    return checkOffset(place)
  }
}

/** Bytes of the length in front of a blob, 0 for an empty one. */
function blobHead(size: number): number {
  return size > 0xffff ? 4 : size > 0xff ? 2 : size > 0 ? 1 : 0
}

function blobType(head: number): number {
  return head === 4 ? valueType.blob32 : head === 2 ? valueType.blob16 : valueType.blob8
}

function checkOffset(start: number): number {
  if (start <= MAX_LOW) return start
  throw new ApkError(
    'ERR_APK_LIMIT',
    'Writing a v3 file: its metadata is larger than the 256 MiB that its offsets reach. Split it',
    { details: { offset: start, limit: MAX_LOW } },
  )
}

function numberFault(number: number): ApkError {
  return new ApkError(
    'ERR_APK_ADB_NUMBER',
    `Writing a v3 file: ${number} is no whole number from 0 to 2^53 - 1. Correct the value`,
    { details: { number } },
  )
}
