import { platform } from '#platform'
import { ArchiveError } from '../error.ts'
import {
  type ChunkCodec,
  type ChunkLane,
  type Codec,
  type CompressedChunk,
  gzipCodec,
  plainCodec,
  zstdCodec,
} from './codec.ts'
import { type ChunkOrigin, compressAround, runOf } from './take-over.ts'

/** No chunk may be longer, in bytes: it bounds the memory in use. */
export const MAX_CHUNK: number = 1024 * 1024

/** How chunks are compressed. */
export interface ChunkCompressorOptions {
  readonly codec: Codec
  /** 1 to 9 for gzip, 6 by default; 1 to 22 for zstd, 3 by default. */
  readonly level?: number
  /** How many chunks are worked on at once. Default: one more than there are processors. The bytes do not depend on it. */
  readonly concurrency?: number
}

/**
 * Compresses chunks, each for itself and several at once. The bytes depend on the chunk, what it takes over, the codec and the level alone:
 * the same in every runtime, wherever the chunk stands.
 */
export class ChunkCompressor {
  /** Codec and level, such as `gzip-6`. */
  readonly name: string
  /** How many chunks are worked on at once. */
  readonly concurrency: number
  /** Whether chunks can take over what was deflated before. */
  readonly takesOver: boolean
  readonly #codec: ChunkCodec
  readonly #idle: ChunkLane[] = []
  readonly #waiting: ((lane: ChunkLane) => void)[] = []
  #lanes = 0

  /** @throws ArchiveError `ERR_ARCHIVE_ARGUMENT` for a level out of range */
  constructor(options: ChunkCompressorOptions) {
    const { codec, level = codec === 'zstd' ? 3 : 6 } = options
    this.#codec = codec === 'gzip' ? gzipCodec(level) : codec === 'zstd' ? zstdCodec(level) : plainCodec
    this.takesOver = codec === 'gzip'
    this.name = codec === 'none' ? 'none' : `${codec}-${level}`
    this.concurrency = Math.max(1, options.concurrency ?? platform.parallelism + 1)
  }

  /** What goes before the chunks of a file. */
  get start(): Uint8Array {
    return this.#codec.start
  }

  /**
   * Compresses a chunk when its turn comes; its bytes are not to be changed before.
   *
   * @param origin where its first bytes were deflated before: whole blocks are taken over from there, and only what stands around them is
   *   deflated. The outcome depends on them then; codecs other than gzip do not look at them.
   * @throws ArchiveError `ERR_ARCHIVE_ARGUMENT` for a chunk of no bytes, or more than {@link MAX_CHUNK}; `ERR_ARCHIVE_UNSUPPORTED_RUNTIME`
   *   for zstd where there is none
   */
  async compress(plain: Uint8Array, origin?: ChunkOrigin): Promise<CompressedChunk> {
    if (plain.length === 0 || plain.length > MAX_CHUNK) throw unfitChunk(plain.length)
    const run = origin && this.takesOver ? runOf(plain, origin) : undefined
    if (run === undefined) return await this.#compress(plain)
    return await compressAround(plain, { run, offset: origin!.offset }, (part) => this.#compress(part))
  }

  /** What ends a file, given the CRC-32 and length of all its plain data. */
  end(crc: number, size: number): Promise<Uint8Array> {
    return this.#codec.end(crc, size)
  }

  /** Gives back the memory in use, when nothing is being compressed; compressing again takes it again. */
  close(): void {
    for (const lane of this.#idle.splice(0)) {
      lane.close()
      this.#lanes--
    }
  }

  async #compress(plain: Uint8Array): Promise<CompressedChunk> {
    const lane = await this.#lane()
    try {
      return await lane.compress(plain)
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#idle.push(lane)
      else next(lane)
    }
  }

  #lane(): ChunkLane | Promise<ChunkLane> {
    const idle = this.#idle.pop()
    if (idle !== undefined) return idle
    if (this.#lanes < this.concurrency) {
      this.#lanes++
      return this.#codec.open()
    }
    return new Promise((resolve) => this.#waiting.push(resolve))
  }
}

function unfitChunk(size: number): ArchiveError {
  return new ArchiveError(
    'ERR_ARCHIVE_ARGUMENT',
    `compressing chunks: one is ${size} bytes long; cut the data into chunks of at least 1 and at most ${MAX_CHUNK} bytes`,
    { details: { size, limit: MAX_CHUNK } },
  )
}
