import { concatBytes } from '@nacre/archive'

/** Pieces that were read, until they are passed on. */
export class Passed {
  /** Bytes that were read. */
  size = 0
  #pieces: Uint8Array[] = []

  async *through(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
    for await (const piece of source) {
      this.size += piece.length
      this.#pieces.push(piece)
      yield piece
    }
  }

  *pieces(): Generator<Uint8Array, void> {
    const pieces = this.#pieces
    this.#pieces = []
    yield* pieces
  }
}

/** Copies of pieces, as long as they are no more than a limit in all. */
export class HeldPieces {
  #limit: number
  #pieces: Uint8Array[] = []

  /** @param limit bytes */
  constructor(limit: number) {
    this.#limit = limit
  }

  add(piece: Uint8Array): void {
    this.#limit -= piece.length
    if (this.#limit < 0) this.#pieces = []
    else this.#pieces.push(new Uint8Array(piece))
  }

  /** All of them; undefined where they were more than the limit. */
  joined(): Uint8Array | undefined {
    return this.#limit < 0 ? undefined : concatBytes(this.#pieces)
  }
}
