import { MAX_CHUNK } from './compressor.ts'

/** Room for a plain chunk, and for one that was compressed: hardly anything grows by more than this, and what does is compressed again. */
const SIZE = 2 * MAX_CHUNK + 4096

/**
 * Memory for chunks that are read, used again and again: the garbage collector is called for every few megabytes of new memory, which
 * took a tenth of the time of a cold build. How much there is at one time is for those to bound who take it: whoever waited for
 * others to give theirs back could wait for ever.
 */
export class ChunkBuffers {
  readonly #free: Uint8Array[] = []

  /** Takes buffers for one piece of work; whatever it has taken comes back when it ends. */
  lease(): ChunkBufferLease {
    const taken = new Set<Uint8Array>()
    return {
      take: () => {
        const buffer = this.#free.pop() ?? new Uint8Array(SIZE)
        taken.add(buffer)
        return buffer
      },
      give: (buffer) => {
        if (taken.delete(buffer)) this.#free.push(buffer)
      },
      end: () => {
        this.#free.push(...taken)
        taken.clear()
      },
    }
  }
}

/** What one piece of work has taken from {@link ChunkBuffers}. */
export interface ChunkBufferLease {
  /** A buffer of more than twice the size of a chunk; what is in it is not known. */
  take(): Uint8Array
  /** Gives a buffer back that nobody reads or writes any more. */
  give(buffer: Uint8Array): void
  /** Gives all back. Nobody may read or write any of them any more. */
  end(): void
}
