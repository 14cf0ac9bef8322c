const ascii = new TextDecoder()

/**
 * Gives short ASCII strings out of one array without decoding each of them: the array is decoded once, and strings are
 * slices of the result. Measured on an index of 100 000 records: half the time of decoding each string.
 */
export class TextSlices {
  readonly #bytes: Uint8Array
  #whole: string | undefined

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** The string of `bytes[start, end)`, or undefined where it is not ASCII. */
  slice(start: number, end: number): string | undefined {
    for (let at = start; at < end; at++) if (this.#bytes[at]! > 0x7f) return undefined
    this.#whole ??= decodeAscii(this.#bytes)
    return this.#whole.slice(start, end)
  }
}

/** All bytes as one string, those that are not ASCII as 0, which keeps the string at a byte a character. */
function decodeAscii(bytes: Uint8Array): string {
  const masked = new Uint8Array(Math.ceil(bytes.length / 4) * 4)
  masked.set(bytes)
  const words = new Uint32Array(masked.buffer)
  for (let at = 0; at < words.length; at++) {
    const high = words[at]! & 0x8080_8080
    // Spreads each high bit over its byte.
    if (high !== 0) words[at]! &= ~((high >>> 7) * 0xff)
  }
  return ascii.decode(masked)
}
