import { MAX_CHUNK } from './compressor.ts'

/** Room for a plain chunk, and for one that was compressed: nothing deflates to more than this. */
const SIZE = 2 * MAX_CHUNK + 4096

/**
 * Memory for chunks that are read, used again and again: the garbage collector is called for every few megabytes of new memory, which
 * took a tenth of the time of a cold build.
 */
export class ChunkBuffers {
  readonly #free: Uint8Array[] = []
  readonly #waiting: ((buffer: Uint8Array) => void)[] = []
  #left: number

  /** @param most buffers at one time; who wants one more waits */
  constructor(most: number) {
    this.#left = most
  }

  /** Takes buffers for one piece of work; whatever it has taken comes back when it ends. */
  lease(): ChunkBufferLease {
    const taken = new Set<Uint8Array>()
    return {
      take: async () => {
        const buffer = await this.#take()
        taken.add(buffer)
        return buffer
      },
      give: (buffer) => {
        if (taken.delete(buffer)) this.#give(buffer)
      },
      end: () => {
        for (const buffer of taken) this.#give(buffer)
        taken.clear()
      },
    }
  }

  #take(): Uint8Array | Promise<Uint8Array> {
    const free = this.#free.pop()
    if (free !== undefined) return free
    if (this.#left === 0) return new Promise((resolve) => this.#waiting.push(resolve))
    this.#left--
    return new Uint8Array(SIZE)
  }

  #give(buffer: Uint8Array): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#free.push(buffer)
    else next(buffer)
  }
}

/** What one piece of work has taken from {@link ChunkBuffers}. */
export interface ChunkBufferLease {
  /** A buffer of more than twice the size of a chunk; what is in it is not known. */
  take(): Promise<Uint8Array>
  /** Gives a buffer back that nobody reads or writes any more. */
  give(buffer: Uint8Array): void
  /** Gives all back. Nobody may read or write any of them, nor take another. */
  end(): void
}
