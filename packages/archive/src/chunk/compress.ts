import { platform } from '#platform'
import type { Digest } from '../digest.ts'
import { ArchiveError } from '../error.ts'
import { crc32Combine } from '../gzip/crc32-combine.ts'
import { toHex } from '../hex.ts'
import { type ChunkCodec, type Codec, type CompressedChunk, chunkCodec } from './codec.ts'
import { type ChunkStore, type KeptChunk, KeptChunks } from './kept.ts'
import type { ChunkReference } from './rejoin.ts'

/** No chunk may be longer, in bytes: it bounds the memory in use. */
export const MAX_CHUNK: number = 1024 * 1024

/** How to compress a stream of chunks. */
export interface CompressChunksOptions {
  readonly codec: Codec
  /** 1 to 9 for gzip, 6 by default; 1 to 22 for zstd, 3 by default. */
  readonly level?: number
  /** Where compressed chunks are looked up and kept. */
  readonly store?: ChunkStore
  /** How many chunks are worked on at once. Default: two more than there are processors. The bytes do not depend on it. */
  readonly concurrency?: number
  readonly signal?: AbortSignal
}

/** What a compressed stream turned out to be. */
export interface CompressedResult {
  /** SHA-256 of the plain data. */
  readonly diffId: Digest
  /** SHA-256 of the compressed bytes. */
  readonly digest: Digest
  /** Length of the compressed bytes. */
  readonly size: number
  /** Length of the plain data. */
  readonly plainSize: number
  /** How many chunks there were, and how many of them came from the store. */
  readonly chunks: number
  readonly reused: number
  /** The chunks in order, for {@link rejoinChunks}; absent where no store was given, or the codec is `none`. */
  readonly references?: readonly ChunkReference[]
}

/** Compressed bytes as they come, and what they are in the end. */
export interface CompressedStream extends AsyncIterable<Uint8Array> {
  /** Known once the bytes have been read to their end; rejects where reading failed or was left off. */
  readonly result: Promise<CompressedResult>
}

/**
 * Compresses plain chunks, each for itself and several at once, into one gzip member (RFC 1952; mtime 0, OS 255), a row of zstd frames, or nothing but their bytes.
 * The bytes depend on the chunks, the codec and the level alone. Work starts when the result is iterated, and goes on as far as it is read.
 *
 * @param chunks plain data in pieces of at most {@link MAX_CHUNK} bytes; where they are cut is part of the outcome
 * @throws ArchiveError `ERR_ARCHIVE_ARGUMENT` for a level out of range or a chunk that is too long; `ERR_ARCHIVE_UNSUPPORTED_RUNTIME` for zstd where there is none.
 *   An abort rejects with the reason of the signal.
 */
export function compressChunks(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: CompressChunksOptions,
): CompressedStream {
  const codec = chunkCodec(options.codec, options.level)
  const { promise, resolve, reject } = Promise.withResolvers<CompressedResult>()
  promise.catch(() => {})
  const bytes = run(chunks, codec, options)
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
  readonly plainSize: number
  readonly done: Promise<KeptChunk | CompressedChunk>
}

async function* run(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  codec: ChunkCodec,
  options: CompressChunksOptions,
): AsyncGenerator<Uint8Array, CompressedResult> {
  const concurrency = Math.max(1, options.concurrency ?? platform.parallelism + 2)
  const kept = options.store !== undefined && codec.keeps ? new KeptChunks(codec, options.store) : undefined
  const references: ChunkReference[] = []
  const plainHash = platform.createHasher('sha256')
  // Without compression both digests are of the same bytes.
  const compressedHash = options.codec === 'none' ? undefined : platform.createHasher('sha256')
  const total = { size: 0, plainSize: 0, chunks: 0, reused: 0, crc: 0 }
  const queue: Job[] = []
  const emit = (bytes: Uint8Array): Uint8Array => {
    compressedHash?.update(bytes)
    total.size += bytes.length
    return bytes
  }
  const finishFirst = async (): Promise<Uint8Array> => {
    const { plainSize, done } = queue.shift()!
    const chunk = await done
    options.signal?.throwIfAborted()
    total.crc = crc32Combine(total.crc, chunk.crc, plainSize)
    total.chunks++
    if ('sha256' in chunk) {
      references.push({ sha256: chunk.sha256, crc: chunk.crc, size: plainSize })
      if (chunk.reused) total.reused++
    }
    return emit(chunk.bytes)
  }
  try {
    options.signal?.throwIfAborted()
    if (codec.start.length > 0) yield emit(codec.start)
    for await (const plain of chunks) {
      options.signal?.throwIfAborted()
      if (plain.length === 0) continue
      if (plain.length > MAX_CHUNK) throw chunkTooLong(plain.length)
      const done = kept === undefined ? codec.compress(plain) : kept.compress(plain)
      done.catch(() => {})
      queue.push({ plainSize: plain.length, done })
      plainHash.update(plain)
      total.plainSize += plain.length
      if (queue.length >= concurrency) yield await finishFirst()
    }
    while (queue.length > 0) yield await finishFirst()
    const end = await codec.end(total.crc, total.plainSize)
    if (end.length > 0) yield emit(end)
  } finally {
    await Promise.allSettled(queue.map((job) => job.done))
  }
  const diffId: Digest = `sha256:${toHex(plainHash.digest())}`
  return {
    diffId,
    digest: compressedHash === undefined ? diffId : `sha256:${toHex(compressedHash.digest())}`,
    size: total.size,
    plainSize: total.plainSize,
    chunks: total.chunks,
    reused: total.reused,
    ...(kept === undefined ? {} : { references }),
  }
}

function chunkTooLong(size: number): ArchiveError {
  return new ArchiveError(
    'ERR_ARCHIVE_ARGUMENT',
    `compressing chunks: one is ${size} bytes long; cut the data into chunks of at most ${MAX_CHUNK} bytes`,
    { details: { size, limit: MAX_CHUNK } },
  )
}

function leftOff(): ArchiveError {
  return new ArchiveError(
    'ERR_ARCHIVE_SEQUENCE',
    'compressing chunks: the compressed bytes were not read to their end, so that what they are is not known; read them all',
  )
}
