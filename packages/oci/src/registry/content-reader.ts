/**
 * Content that is sent in parts: goes on reading where the last part ended, and opens the content anew, skipping what
 * comes before, when another offset is wanted.
 */
export class ContentReader {
  readonly #open: () => AsyncIterable<Uint8Array>
  #iterator: AsyncIterator<Uint8Array> | undefined
  #rest: Uint8Array = new Uint8Array()
  #position = 0

  constructor(open: () => AsyncIterable<Uint8Array>) {
    this.#open = open
  }

  /** Up to `length` bytes from `offset` on. Only one part may be read at a time. */
  async *part(offset: number, length: number): AsyncGenerator<Uint8Array, void, undefined> {
    await this.#seek(offset)
    let left = length
    let complete = false
    try {
      while (left > 0) {
        const piece = await this.#next()
        if (piece === undefined) break
        const sent = piece.subarray(0, left)
        this.#rest = piece.subarray(sent.length)
        this.#position += sent.length
        left -= sent.length
        yield sent
      }
      complete = true
    } finally {
      // Given up half-way: nobody knows how much was used.
      if (!complete) await this.close()
    }
  }

  /** Reads to the end, so that whatever checks the content says what it found. */
  async finish(): Promise<void> {
    while ((await this.#next()) !== undefined) this.#rest = new Uint8Array()
  }

  /** Ends the iteration of the content. */
  async close(): Promise<void> {
    const iterator = this.#iterator
    this.#iterator = undefined
    this.#rest = new Uint8Array()
    await iterator?.return?.()
  }

  async #next(): Promise<Uint8Array | undefined> {
    if (this.#rest.length > 0) return this.#rest
    const result = await this.#iterator?.next()
    return result?.done === false ? result.value : undefined
  }

  async #seek(offset: number): Promise<void> {
    if (!this.#iterator || this.#position > offset) {
      await this.close()
      this.#iterator = this.#open()[Symbol.asyncIterator]()
      this.#position = 0
    }
    while (this.#position < offset) {
      const piece = await this.#next()
      if (piece === undefined) return
      const skipped = Math.min(piece.length, offset - this.#position)
      this.#rest = piece.subarray(skipped)
      this.#position += skipped
    }
  }
}
