import { concatBytes, noBytes } from './bytes.ts'
import type { ByteSource } from './source.ts'

/** A place in a {@link ByteSource} that moves forward; hands out views, and copies only where a request spans pieces. */
export class ByteReader {
  /** Bytes handed out so far. */
  offset = 0
  #held: Uint8Array
  readonly #iterator: AsyncIterator<Uint8Array> | Iterator<Uint8Array> | undefined
  #ended: boolean

  constructor(source: ByteSource) {
    if (source instanceof Uint8Array) {
      this.#held = source
      this.#iterator = undefined
      this.#ended = true
    } else {
      this.#held = noBytes
      this.#iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]()
      this.#ended = false
    }
  }

  /** The bytes at hand, unread. */
  get held(): Uint8Array {
    return this.#held
  }

  /** Exactly `size` bytes if they are at hand, without waiting. */
  takeNow(size: number): Uint8Array | undefined {
    if (this.#held.length < size) return undefined
    const taken = this.#held.subarray(0, size)
    this.#held = this.#held.subarray(size)
    this.offset += size
    return taken
  }

  /** `size` bytes, or as many as there are before the end. */
  async take(size: number): Promise<Uint8Array> {
    const available = await this.peek(size)
    return this.takeNow(Math.min(size, available.length)) ?? noBytes
  }

  /** The bytes at hand, at least `size` of them unless the source ends before; they stay unread. */
  async peek(size: number): Promise<Uint8Array> {
    if (this.#held.length >= size || this.#ended) return this.#held
    const pieces = this.#held.length > 0 ? [this.#held] : []
    let available = this.#held.length
    while (available < size) {
      const piece = await this.#pull()
      if (piece === undefined) break
      pieces.push(piece)
      available += piece.length
    }
    this.#held = concatBytes(pieces)
    return this.#held
  }

  /** Up to `most` bytes that are at hand, without waiting; none where nothing is. */
  chunkNow(most: number): Uint8Array {
    return this.takeNow(Math.min(most, this.#held.length)) ?? noBytes
  }

  /** The next piece of at most `most` bytes, or undefined at the end. */
  async chunk(most: number = Number.POSITIVE_INFINITY): Promise<Uint8Array | undefined> {
    if (this.#held.length === 0) {
      const piece = await this.#pull()
      if (piece === undefined) return undefined
      this.#held = piece
    }
    return this.chunkNow(most)
  }

  /** Puts bytes back that were handed out last. */
  unread(bytes: Uint8Array): void {
    if (bytes.length === 0) return
    this.#held = adjoining(bytes, this.#held) ?? concatBytes([bytes, this.#held])
    this.offset -= bytes.length
  }

  /** Tells the source that nothing more will be read. */
  async close(): Promise<void> {
    if (this.#ended) return
    this.#ended = true
    await this.#iterator?.return?.()
  }

  async #pull(): Promise<Uint8Array | undefined> {
    while (!this.#ended && this.#iterator !== undefined) {
      const step = await this.#iterator.next()
      if (step.done === true) {
        this.#ended = true
        return undefined
      }
      if (step.value.length > 0) return step.value
    }
    return undefined
  }
}

/** Both as one view, where the second follows the first in memory. */
function adjoining(first: Uint8Array, second: Uint8Array): Uint8Array | undefined {
  if (second.length === 0) return first
  if (first.buffer !== second.buffer || first.byteOffset + first.length !== second.byteOffset) return undefined
  return new Uint8Array(first.buffer, first.byteOffset, first.length + second.length)
}
