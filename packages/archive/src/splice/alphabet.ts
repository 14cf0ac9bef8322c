/** Extra bits and smallest values of the symbols of an alphabet (RFC 1951 §3.2.5). */
export interface Alphabet {
  readonly extra: Uint8Array
  readonly base: Uint16Array
}

/** The end-of-block symbol among the literals and lengths. */
export const END_OF_BLOCK = 256
/** The first symbol that is a length. */
export const FIRST_LENGTH = 257

/** Lengths by symbol - 257. After the first 8 they share one more extra bit every 4; the last is 258 alone. */
export const LENGTHS: Alphabet = alphabet(29, 4, 3)
LENGTHS.extra[28] = 0
LENGTHS.base[28] = 258

/** Distances by symbol. After the first 4 they share one more extra bit every 2. */
export const DISTANCES: Alphabet = alphabet(30, 2, 1)

function alphabet(size: number, group: number, smallest: number): Alphabet {
  const extra = new Uint8Array(size)
  const base = new Uint16Array(size)
  for (let symbol = 0, value = smallest; symbol < size; symbol++) {
    extra[symbol] = Math.max(0, Math.floor(symbol / group) - 1)
    base[symbol] = value
    value += 1 << extra[symbol]!
  }
  return { extra, base }
}
