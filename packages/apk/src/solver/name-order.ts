const BUCKETS = 20_000
const SEED = 5381

/**
 * Place of a name in apk's name table: MurmurHash3 (32 bits, x86, seed 5381) of its bytes, modulo 20 000 buckets. Packages
 * whose `install_if` is completed at the same moment are installed in the order of this table.
 * Source: apk-tools `blob.c`, `hash.c`, `database.c`; order seen in apk-tools 2.14.4 on real indexes.
 */
export function tableOrder(name: string): number {
  return murmur3(new TextEncoder().encode(name), SEED) % BUCKETS
}

/** MurmurHash3 x86 32 (A. Appleby, public domain). */
function murmur3(bytes: Uint8Array, seed: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const blocks = bytes.length & ~3
  let hash = seed
  for (let i = 0; i < blocks; i += 4) {
    hash ^= scramble(view.getUint32(i, true))
    hash = (Math.imul(rotate(hash, 13), 5) + 0xe6546b64) | 0
  }
  let tail = 0
  for (let i = bytes.length - 1; i >= blocks; i--) tail = (tail << 8) | bytes[i]!
  hash ^= scramble(tail) ^ bytes.length
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

function scramble(block: number): number {
  return Math.imul(rotate(Math.imul(block, 0xcc9e2d51), 15), 0x1b873593)
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits))
}
