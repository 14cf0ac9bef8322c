import { describe, expect, it } from 'vitest'
import { lowOf, NULL, typeOf, valueType } from './value.ts'
import { AdbWriter } from './writer.ts'

const bytes = (size: number): Uint8Array => new Uint8Array(size).fill(7)

/** The stored bytes of a value, from its offset on. */
function stored(writer: AdbWriter, value: number, size: number): number[] {
  return [...writer.finish(value).subarray(lowOf(value), lowOf(value) + size)]
}

describe('ADB writer', () => {
  it('begins with eight bytes: compat version 0, version 0, reserved, root', () => {
    const writer = new AdbWriter()
    expect([...writer.finish(writer.int(5))]).toEqual([0, 0, 0, 0, 5, 0, 0, 0x10])
  })

  it.each([
    [0, valueType.int],
    [0x0fff_ffff, valueType.int],
    [0x1000_0000, valueType.int32],
    [0xffff_ffff, valueType.int32],
    [0x1_0000_0000, valueType.int64],
    [Number.MAX_SAFE_INTEGER, valueType.int64],
  ])('stores %d as the smallest integer type', (number, type) => {
    expect(typeOf(new AdbWriter().int(number))).toBe(type)
  })

  it.each([-1, 0.5, Number.NaN, 2 ** 53])('refuses %d', (number) => {
    expect(() => new AdbWriter().int(number)).toThrow(expect.objectContaining({ code: 'ERR_APK_ADB_NUMBER' }))
  })

  it.each([
    [1, valueType.blob8, 1],
    [0xff, valueType.blob8, 1],
    [0x100, valueType.blob16, 2],
    [0xffff, valueType.blob16, 2],
    [0x1_0000, valueType.blob32, 4],
  ])('stores %d bytes as the smallest blob type, its length in front', (size, type, head) => {
    const writer = new AdbWriter()
    const value = writer.blob(bytes(size))
    expect(typeOf(value)).toBe(type)
    const length = stored(writer, value, head).reduce((sum, byte, place) => sum + byte * 256 ** place, 0)
    expect(length).toBe(size)
  })

  it('has no terminator behind strings', () => {
    const writer = new AdbWriter()
    expect([...writer.finish(writer.text('ab'))].slice(8)).toEqual([2, 97, 98])
  })

  it('turns empty strings, objects and arrays into null', () => {
    const writer = new AdbWriter()
    expect([
      writer.text(''),
      writer.blob(bytes(0)),
      writer.object([]),
      writer.array([]),
      writer.object([NULL, NULL]),
    ]).toEqual([NULL, NULL, NULL, NULL, NULL])
  })

  it('counts the count itself among the slots, and drops nulls at the end only', () => {
    const writer = new AdbWriter()
    const value = writer.object([NULL, writer.int(3), NULL, NULL])
    expect(stored(writer, value, 12)).toEqual([3, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0x10])
  })

  it('tells objects and arrays apart by type only', () => {
    const writer = new AdbWriter()
    const object = writer.object([writer.int(1)])
    const array = writer.array([writer.int(1)])
    expect([typeOf(object), typeOf(array)]).toEqual([valueType.object, valueType.array])
    expect(lowOf(object)).toBe(lowOf(array))
  })

  it('aligns blob16 to 2, and blob32, int32, int64 and objects to 4, with zeros in front', () => {
    for (const [write, alignment] of [
      [(writer: AdbWriter) => writer.blob(bytes(0x100)), 2],
      [(writer: AdbWriter) => writer.blob(bytes(0x1_0000)), 4],
      [(writer: AdbWriter) => writer.int(0x1000_0000), 4],
      [(writer: AdbWriter) => writer.int(2 ** 40), 4],
      [(writer: AdbWriter) => writer.object([writer.int(1)]), 4],
    ] as const) {
      const writer = new AdbWriter()
      writer.text('ab')
      const value = write(writer)
      // The string ends at 11.
      expect(lowOf(value)).toBe(Math.ceil(11 / alignment) * alignment)
      expect(writer.finish(value)[11]).toBe(0)
    }
  })

  it('aligns int64 to 4 bytes, not to 8', () => {
    const writer = new AdbWriter()
    writer.text('abc')
    expect(lowOf(writer.int(2 ** 40))).toBe(12)
  })

  it('stores equal content once', () => {
    const writer = new AdbWriter()
    const first = writer.object([writer.text('zlib'), writer.int(2 ** 30)])
    const size = writer.finish(first).length
    expect(writer.object([writer.text('zlib'), writer.int(2 ** 30)])).toBe(first)
    expect(writer.finish(first).length).toBe(size)
  })

  it('gives an own blob a place of its own, which later ones do not share', () => {
    const writer = new AdbWriter()
    const own = writer.ownBlob(bytes(20))
    const first = writer.blob(bytes(20))
    expect(lowOf(first)).toBe(lowOf(own) + 21)
    expect(writer.blob(bytes(20))).toBe(first)
  })

  it('remembers thousands of values', () => {
    const writer = new AdbWriter()
    const values = Array.from({ length: 5000 }, (_, index) => writer.text(`name-${index}`))
    expect(Array.from({ length: 5000 }, (_, index) => writer.text(`name-${index}`))).toEqual(values)
  })
})
