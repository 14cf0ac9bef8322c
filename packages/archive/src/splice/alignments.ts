/** Not the last block, of the fixed codes, and its end (RFC 1951 §3.2.3, §3.2.6): ten bits. */
const FIXED = '0 10 0000000'

/** An empty block of 91 bits: an odd number, which other empty blocks do not take. */
const DYNAMIC = [
  '0 01', // not the last block, with codes of its own (RFC 1951 §3.2.7)
  '00000 00000 0111', // 257 codes of literals and lengths, 1 distance, 18 lengths for the codes of lengths
  '000 000 100', // of which that of 16, 17, 18
  '000 '.repeat(14), // 0, 8, 7 … 14 are not used
  '100', // and that of 1: one bit, as 18 has
  '1 1111111 1 0101011', // 138 and 117 times 0
  '0 0', // 1 for the last literal, and for the end of the block
  '0', // 1 for the distance
  '1', // the end of the block
].join('')

/**
 * By a number of bits: empty blocks that take so many bits more than whole bytes. What follows them begins in their last byte, unless that is
 * a whole one.
 */
export const alignments: readonly Uint8Array[] = Array.from({ length: 8 }, (_, bits) =>
  bits % 2 === 0 ? bytesOf(FIXED.repeat(bits / 2)) : bytesOf(DYNAMIC + FIXED.repeat(((bits + 8 - 3) % 8) / 2)),
)

/** Bits in the order of the stream, which begins with the lowest of a byte. */
function bytesOf(text: string): Uint8Array {
  const bits = text.replaceAll(' ', '')
  const bytes = new Uint8Array(Math.ceil(bits.length / 8))
  for (let i = 0; i < bits.length; i++) if (bits[i] === '1') bytes[i >> 3]! |= 1 << (i & 7)
  return bytes
}
