/**
 * A value of an ADB: 32 bits, of which the high four say what it is and the low 28 hold it,
 * or hold its offset from the start of the ADB payload (APK v3 (ADB) format, apk-tools adb.h, "ADB_TYPE_*").
 */
export type AdbValue = number

/** The high four bits of a value. */
export const valueType = {
  special: 0x0,
  int: 0x1,
  int32: 0x2,
  int64: 0x3,
  blob8: 0x8,
  blob16: 0x9,
  blob32: 0xa,
  array: 0xd,
  object: 0xe,
} as const

/** The special value "nothing", which is also what a field beyond the stored slots reads as. */
export const NULL: AdbValue = 0

/** Low 28 bits: the largest number held in place, and the largest offset. */
export const MAX_LOW = 0x0fff_ffff

/** Bytes of the header of an ADB payload: compat version, version, reserved, root value. */
export const ADB_HEADER_SIZE = 8

/** Puts a type and its number or offset together. */
export function makeValue(type: number, low: number): AdbValue {
  return ((type << 28) | low) >>> 0
}

/** The type nibble of a value. */
export function typeOf(value: AdbValue): number {
  return value >>> 28
}

/** The number or offset of a value. */
export function lowOf(value: AdbValue): number {
  return value & MAX_LOW
}
