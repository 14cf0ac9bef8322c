import { encodeInto } from './encode.ts'
import { TAR_BLOCK, type TarHeaderInput } from './header.ts'

/** Headers that share one piece of memory: the first piece has room for few, so that a small archive takes little. */
const FIRST = 32
const MOST = 512

/**
 * The headers of an archive's entries, encoded one after another into shared memory. 6 400 arrays of 512 bytes cost more to make
 * and to let go than to fill, and hashing them one by one takes three times as long as all at once.
 */
export class TarHeaders {
  readonly #full: Uint8Array[] = []
  #piece: Uint8Array = new Uint8Array(FIRST * TAR_BLOCK)
  #used = 0

  /**
   * The next header as bytes, as `encodeTarHeader` gives them: a view of memory that is shared with other headers.
   *
   * @throws ArchiveError as `encodeTarHeader`
   */
  encode(header: TarHeaderInput): Uint8Array {
    return encodeInto(header, (length) => this.#take(length))
  }

  /** The bytes of all headers that were encoded, in order. */
  pieces(): Uint8Array[] {
    return [...this.#full, this.#piece.subarray(0, this.#used)]
  }

  #take(length: number): Uint8Array {
    if (this.#used + length > this.#piece.length) {
      this.#full.push(this.#piece.subarray(0, this.#used))
      const room = Math.min(2 * this.#piece.length, MOST * TAR_BLOCK)
      this.#piece = new Uint8Array(Math.max(room, length))
      this.#used = 0
    }
    const start = this.#used
    this.#used += length
    return this.#piece.subarray(start, this.#used)
  }
}
