/**
 * Copies `count` bits, least significant first, that begin at any bit, to where a byte begins. What is left of the last byte becomes 0.
 *
 * @param at offset in `target`, which must have room
 */
export function copyBits(bytes: Uint8Array, bit: number, count: number, target: Uint8Array, at: number): void {
  const first = Math.floor(bit / 8)
  const shift = bit % 8
  const whole = Math.ceil(count / 8)
  if (shift === 0) target.set(bytes.subarray(first, first + whole), at)
  else shiftBytes(bytes.subarray(first), shift, target.subarray(at, at + whole))
  if (count % 8 > 0) target[at + whole - 1]! &= (1 << (count % 8)) - 1
}

/** Fills `to` with bytes whose first bit is that at `shift`, 1 to 7. */
function shiftBytes(from: Uint8Array, shift: number, to: Uint8Array): void {
  const source = new DataView(from.buffer, from.byteOffset, from.length)
  const target = new DataView(to.buffer, to.byteOffset, to.length)
  const words = Math.max(0, Math.min(to.length, from.length - 1) >> 2) * 4
  for (let i = words; i < to.length; i++) to[i] = (from[i]! >>> shift) | ((from[i + 1] ?? 0) << (8 - shift))
  for (let i = 0; i < words; i += 4) {
    target.setInt32(i, (source.getInt32(i, true) >>> shift) | (from[i + 4]! << (32 - shift)), true)
  }
}
