import { platform } from '#platform'
import { ArchiveError } from '../error.ts'
import { crc32Combine } from '../gzip/crc32-combine.ts'
import { type Codec, type CompressedChunk, chunkCodec } from './codec.ts'
import { type ChunkStore, KeptChunks } from './kept.ts'

/** A chunk of a compressed stream, by which its compressed form is found again. Plain data: a list of them may be kept as JSON. */
export interface ChunkReference {
  /** Lower-case hex SHA-256 of the plain chunk. */
  readonly sha256: string
  /** CRC-32 of the plain chunk. */
  readonly crc: number
  /** Length of the plain chunk. */
  readonly size: number
}

/** How the stream was compressed, and what to do for chunks that are no longer kept. */
export interface RejoinOptions {
  readonly codec: Codec
  readonly level?: number
  readonly store: ChunkStore
  /** The plain chunks again, for those that the store has lost; asked for once at most. */
  readonly plain: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>
  /** How many chunks are looked up at once. Default: two more than there are processors. */
  readonly concurrency?: number
  readonly signal?: AbortSignal
}

/**
 * The bytes that {@link compressChunks} gave once more, from the references that it left: nothing plain is read or hashed as long as the store has the chunks.
 *
 * @throws ArchiveError `ERR_ARCHIVE_STORE_MISMATCH` where a plain chunk is not the one that it was; `ERR_ARCHIVE_ARGUMENT` for a level out of range.
 *   An abort rejects with the reason of the signal.
 */
export async function* rejoinChunks(
  references: readonly ChunkReference[],
  options: RejoinOptions,
): AsyncGenerator<Uint8Array, void> {
  const codec = chunkCodec(options.codec, options.level)
  const kept = new KeptChunks(codec, options.store)
  const lost = new LostChunks(options.plain, kept)
  const ahead = Math.max(1, options.concurrency ?? platform.parallelism + 2)
  const found: Promise<CompressedChunk | undefined>[] = []
  let crc = 0
  let size = 0
  try {
    options.signal?.throwIfAborted()
    if (codec.start.length > 0) yield codec.start
    for (const [index, reference] of references.entries()) {
      while (found.length < ahead && index + found.length < references.length) {
        const finding = kept.find(references[index + found.length]!.sha256)
        finding.catch(() => {})
        found.push(finding)
      }
      const chunk = (await found.shift()) ?? (await lost.at(index, reference))
      options.signal?.throwIfAborted()
      crc = crc32Combine(crc, reference.crc, reference.size)
      size += reference.size
      yield chunk.bytes
    }
    const end = await codec.end(crc, size)
    if (end.length > 0) yield end
  } finally {
    await Promise.allSettled(found)
    await lost.close()
  }
}

/** Compresses again what the store has lost, reading the plain chunks as far as needed. */
class LostChunks {
  readonly #plain: RejoinOptions['plain']
  readonly #kept: KeptChunks
  #iterator: AsyncIterator<Uint8Array> | Iterator<Uint8Array> | undefined
  #next = 0

  constructor(plain: RejoinOptions['plain'], kept: KeptChunks) {
    this.#plain = plain
    this.#kept = kept
  }

  async at(index: number, reference: ChunkReference): Promise<CompressedChunk> {
    const chunk = await this.#read(index)
    const made = chunk === undefined ? undefined : await this.#kept.compress(chunk)
    if (made?.sha256 === reference.sha256) return made
    throw new ArchiveError(
      'ERR_ARCHIVE_STORE_MISMATCH',
      `joining chunks again: chunk ${index} is no longer what it was; compress the data anew`,
      { details: { index, expected: reference.sha256, actual: made?.sha256 ?? '' } },
    )
  }

  async close(): Promise<void> {
    await this.#iterator?.return?.()
  }

  /** Chunk `index`, not counting empty ones, which are not compressed. */
  async #read(index: number): Promise<Uint8Array | undefined> {
    this.#iterator ??= iteratorOf(this.#plain())
    for (;;) {
      const step = await this.#iterator.next()
      if (step.done === true) return undefined
      if (step.value.length > 0 && this.#next++ === index) return step.value
    }
  }
}

function iteratorOf(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncIterator<Uint8Array> | Iterator<Uint8Array> {
  return Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]()
}
