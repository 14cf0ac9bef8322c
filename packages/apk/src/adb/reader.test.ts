import { describe, expect, it } from 'vitest'
import { AdbReader } from './reader.ts'
import { makeValue, NULL, valueType } from './value.ts'

/** A payload: header, then these bytes; values in it are at offset 8. */
function readerOf(...content: number[]): AdbReader {
  return new AdbReader(Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, ...content))
}

const at = (type: number, offset = 8): number => makeValue(type, offset)
const refused = (code: string): unknown => expect.objectContaining({ code })

describe('ADB reader', () => {
  it('takes the root from offset 4', () => {
    expect(new AdbReader(Uint8Array.of(0, 0, 0, 0, 9, 0, 0, 0xe0)).root).toBe(at(valueType.object, 9))
  })

  it('refuses every compat version but 0, and takes any version', () => {
    expect(() => new AdbReader(Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0))).toThrow(refused('ERR_APK_ADB_VERSION'))
    expect(new AdbReader(Uint8Array.of(0, 1, 0, 0, 0, 0, 0, 0)).root).toBe(NULL)
  })

  it('refuses a payload without a header', () => {
    expect(() => new AdbReader(new Uint8Array(7))).toThrow(refused('ERR_APK_ADB_BLOCK'))
  })

  it('reads numbers in place, of 32 and of 64 bits', () => {
    const reader = readerOf(1, 2, 3, 0x84, 1, 0, 0, 0)
    expect(reader.int(makeValue(valueType.int, 77))).toBe(77)
    expect(reader.int(at(valueType.int32))).toBe(0x84030201)
    expect(reader.int(at(valueType.int64))).toBe(0x1_8403_0201)
    expect(reader.int(NULL)).toBe(0)
  })

  it('refuses numbers that JavaScript cannot hold', () => {
    expect(() => readerOf(0, 0, 0, 0, 0, 0, 0x20, 0).int(at(valueType.int64))).toThrow(refused('ERR_APK_ADB_VALUE'))
  })

  it('reads blobs with lengths of 1, 2 and 4 bytes, aligned or not', () => {
    const reader = readerOf(2, 0, 0, 0, 65, 66)
    expect([...reader.blob(at(valueType.blob8))]).toEqual([0, 0])
    expect([...reader.blob(at(valueType.blob16))]).toEqual([0, 0])
    expect([...reader.blob(at(valueType.blob32))]).toEqual([65, 66])
    expect(readerOf(9, 1, 65).text(at(valueType.blob8, 9))).toBe('A')
  })

  it('keeps bytes that are not UTF-8', () => {
    expect(readerOf(1, 0xff).text(at(valueType.blob8))).toBe('\udcff')
  })

  it('reads a field beyond the stored slots as null', () => {
    const reader = readerOf(2, 0, 0, 0, 5, 0, 0, 0x10)
    const object = reader.object(at(valueType.object))
    expect([reader.field(object, 1), reader.field(object, 2), reader.field(object, 99)]).toEqual([
      0x1000_0005,
      NULL,
      NULL,
    ])
    expect(reader.field(reader.object(NULL), 1)).toBe(NULL)
  })

  it('reads lists of either type, as apk writes them', () => {
    const reader = readerOf(3, 0, 0, 0, 1, 0, 0, 0x10, 2, 0, 0, 0x10)
    expect(reader.count(reader.object(at(valueType.array)))).toBe(2)
    expect(reader.count(reader.object(at(valueType.object)))).toBe(2)
    expect(reader.count(reader.object(NULL))).toBe(0)
  })

  it('takes an object of no slots at all for null', () => {
    const reader = readerOf(0, 0, 0, 0)
    expect(reader.count(reader.object(at(valueType.object)))).toBe(0)
  })

  it.each([
    ['a number', (reader: AdbReader) => reader.int(at(valueType.int32, 10))],
    ['a blob head', (reader: AdbReader) => reader.blob(at(valueType.blob8, 12))],
    ['a blob', (reader: AdbReader) => reader.blob(at(valueType.blob8))],
    ['slots', (reader: AdbReader) => reader.object(at(valueType.object))],
    ['the header', (reader: AdbReader) => reader.blob(at(valueType.blob8, 4))],
    ['another type than a number', (reader: AdbReader) => reader.int(at(valueType.blob8))],
    ['another type than a string', (reader: AdbReader) => reader.text(at(valueType.object))],
    ['another type than an object', (reader: AdbReader) => reader.object(at(valueType.int))],
    ['the error type', (reader: AdbReader) => reader.int(makeValue(0xf, 1))],
  ])('refuses %s out of place', (_, read) => {
    expect(() => read(readerOf(200, 1, 1, 1))).toThrow(refused('ERR_APK_ADB_VALUE'))
  })

  it('stops at overlapping strings that are longer than the file', () => {
    const size = 250
    const reader = readerOf(...new Array<number>(2 * size).fill(size))
    expect(() => {
      for (let offset = 8; offset < 8 + size; offset++) reader.text(at(valueType.blob8, offset))
    }).toThrow(refused('ERR_APK_LIMIT'))
  })

  it('stops at more list items than any file has, shared lists counted each time', () => {
    const slots = 100_001
    const content = new Uint8Array(8 + 4 * slots)
    new DataView(content.buffer).setUint32(8, slots, true)
    const reader = new AdbReader(content)
    expect(() => {
      for (let time = 0; time < 100; time++) reader.count(reader.object(at(valueType.object)), 2)
    }).toThrow(refused('ERR_APK_LIMIT'))
  })
})
