import { platform } from '#platform'
import type { Digest } from '../digest.ts'
import { ArchiveError } from '../error.ts'
import { crc32Combine } from '../gzip/crc32-combine.ts'
import { toHex } from '../hex.ts'
import type { CompressedChunk } from './codec.ts'
import type { ChunkCompressor } from './compressor.ts'

/** A plain chunk, with its compressed form where that is known. */
export interface KnownChunk {
  readonly plain: Uint8Array
  readonly compressed?: CompressedChunk | undefined
  /** Called when the chunk was used up: nobody looks at its bytes, plain or compressed, any more. */
  release?(): void
}

/** Where the compressed form of a chunk lies in what came out. */
export interface ChunkPlace {
  /** CRC-32 of the plain chunk. */
  readonly crc: number
  readonly offset: number
  readonly length: number
}

/** What a compressed stream turned out to be. */
export interface CompressedResult {
  /** SHA-256 of the plain data. */
  readonly diffId: Digest
  /** Length of the compressed bytes. */
  readonly size: number
  /** Length of the plain data. */
  readonly plainSize: number
  /** The chunks in order; none where they were empty. */
  readonly chunks: readonly ChunkPlace[]
}

/** Compressed bytes as they come, and what they are in the end. */
export interface CompressedStream extends AsyncIterable<Uint8Array> {
  /** Known once the bytes have been read to their end; rejects where reading failed or was left off. */
  readonly result: Promise<CompressedResult>
}

type Chunk = Uint8Array | KnownChunk

/**
 * Compresses plain chunks into one gzip member (RFC 1952; mtime 0, OS 255), a row of zstd frames, or nothing but their bytes. The bytes
 * depend on the chunks, the codec and the level alone. Work starts when the result is iterated, and goes on as far as it is read; a
 * piece of it is done with when the next one is asked for.
 *
 * @param chunks plain data in pieces of at most {@link MAX_CHUNK} bytes; where they are cut is part of the outcome
 * @throws ArchiveError as `compress` of the compressor. An abort rejects with the reason of the signal.
 */
export function compressChunks(
  chunks: AsyncIterable<Chunk> | Iterable<Chunk>,
  compressor: ChunkCompressor,
  options: { signal?: AbortSignal } = {},
): CompressedStream {
  const { promise, resolve, reject } = Promise.withResolvers<CompressedResult>()
  promise.catch(() => {})
  const bytes = run(chunks, compressor, options.signal)
  const iterator: AsyncIterator<Uint8Array> = {
    async next() {
      try {
        const step = await bytes.next()
        if (step.done !== true) return step
        resolve(step.value)
        return { done: true, value: undefined }
      } catch (error) {
        reject(error)
        throw error
      }
    },
    async return() {
      reject(leftOff())
      // The generator's own return runs its clean-up; its value is of no use.
      await bytes.throw(leftOff()).catch(() => {})
      return { done: true, value: undefined }
    },
  }
  return { result: promise, [Symbol.asyncIterator]: () => iterator }
}

interface Job {
  readonly chunk: KnownChunk
  readonly done: Promise<CompressedChunk>
}

async function* run(
  chunks: AsyncIterable<Chunk> | Iterable<Chunk>,
  compressor: ChunkCompressor,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, CompressedResult> {
  const plainHash = platform.createHasher('sha256')
  const places: ChunkPlace[] = []
  let crc = 0
  let size = 0
  let plainSize = 0
  const queue: Job[] = []
  const finishFirst = async function* (): AsyncGenerator<Uint8Array, void> {
    const { chunk, done } = queue[0]!
    const { bytes, crc: own } = await done
    queue.shift()
    signal?.throwIfAborted()
    crc = crc32Combine(crc, own, chunk.plain.length)
    places.push({ crc: own, offset: size, length: bytes.length })
    size += bytes.length
    yield bytes
    chunk.release?.()
  }
  try {
    signal?.throwIfAborted()
    size += compressor.start.length
    if (size > 0) yield compressor.start
    for await (const given of chunks) {
      signal?.throwIfAborted()
      const chunk = given instanceof Uint8Array ? { plain: given } : given
      const { plain, compressed } = chunk
      if (plain.length === 0) continue
      const done = compressed === undefined ? compressor.compress(plain) : Promise.resolve(compressed)
      done.catch(() => {})
      queue.push({ chunk, done })
      plainHash.update(plain)
      plainSize += plain.length
      // One more than is worked on, so that none who works waits for the next.
      if (queue.length > compressor.concurrency) yield* finishFirst()
    }
    while (queue.length > 0) yield* finishFirst()
    const end = await compressor.end(crc, plainSize)
    size += end.length
    if (end.length > 0) yield end
  } finally {
    await Promise.allSettled(queue.map((job) => job.done))
  }
  return { diffId: `sha256:${toHex(plainHash.digest())}`, size, plainSize, chunks: places }
}

function leftOff(): ArchiveError {
  return new ArchiveError(
    'ERR_ARCHIVE_SEQUENCE',
    'compressing chunks: the compressed bytes were not read to their end, so that what they are is not known; read them all',
  )
}
