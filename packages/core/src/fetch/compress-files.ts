import type { PackageEntry, PassedPackage } from '@nacre/apk'
import {
  ArchiveError,
  type Chunk,
  type ChunkBufferLease,
  type ChunkCompressor,
  type CompressedChunk,
  contentChunks,
  DeflatedStream,
  fillChunk,
} from '@nacre/archive'
import type { BuildContext } from '../build/build-context.ts'
import type { ContentSource } from '../rootfs/content.ts'
import { type ChunkRow, encodeRows } from './chunk-rows.ts'
import { compressedFilesNamespace, isLarge } from './compressed-files.ts'
import type { ExpandedPackage } from './expanded-package.ts'

/** Files of this many bytes or more take over the deflate blocks that they came in: of smaller ones hardly a block lies in the file. */
const TAKEN_OVER_FROM = 128 * 1024

/** What the large files of a package are compressed from. */
export type LargeFiles = Pick<ExpandedPackage, 'entries' | 'content' | 'checksum'> & Pick<PassedPackage, 'packed'>

/**
 * Compresses the files of a package that have chunks of their own in every layer, and keeps the chunks: while other packages are still
 * being expanded, and once, however many images hold them.
 */
export async function keepCompressedFiles(
  { entries, content, checksum, packed }: LargeFiles,
  { compressor, buffers, store, signal }: Pick<BuildContext, 'compressor' | 'buffers' | 'store' | 'signal'>,
): Promise<void> {
  const large = entries.filter(isLarge)
  if (large.length === 0 || compressor.name === 'none') return
  const lease = buffers.lease()
  const takesOver = compressor.takesOver && large.some(({ size }) => size >= TAKEN_OVER_FROM)
  const stream = packed !== undefined && takesOver ? deflatedStream(packed) : undefined
  try {
    const files = compressedFiles(large, content, { compressor, stream, buffers: lease, signal })
    await store.put(compressedFilesNamespace(compressor.name), checksum, files)
  } finally {
    lease.end()
  }
}

/** Nothing where it is made in a way that would take long to look through. */
function deflatedStream(packed: Uint8Array): DeflatedStream | undefined {
  try {
    return new DeflatedStream(packed)
  } catch (error) {
    if (error instanceof ArchiveError) return undefined
    throw error
  }
}

interface CompressWork {
  readonly compressor: ChunkCompressor
  readonly stream: DeflatedStream | undefined
  readonly buffers: ChunkBufferLease
  readonly signal: AbortSignal | undefined
}

async function* compressedFiles(
  files: readonly PackageEntry[],
  content: ContentSource,
  { compressor, stream, buffers, signal }: CompressWork,
): AsyncGenerator<Uint8Array, void> {
  const rows: ChunkRow[] = []
  const queue: { offset: number; length: number; done: Promise<CompressedChunk> }[] = []
  let at = 0
  const finishFirst = async (): Promise<Uint8Array> => {
    const { offset, length, done } = queue[0]!
    const { bytes, crc } = await done
    queue.shift()
    rows.push({ offset, length, crc, at, size: bytes.length })
    at += bytes.length
    return bytes
  }
  try {
    for (const file of files) {
      let offset = file.offset
      for (const chunk of contentChunks(file)) {
        signal?.throwIfAborted()
        const length = contentLength(chunk)
        const view = paddedView(content, offset, length, chunk.size)
        const buffer = view ?? buffers.take()
        const plain =
          view ?? (await fillChunk(chunk, buffer, (entry, at, place) => content.fill(place, entry.offset + at)))
        const origin = stream && file.size >= TAKEN_OVER_FROM ? { stream, offset, length } : undefined
        const done = compressor.compress(plain, origin).finally(() => buffers.give(buffer))
        done.catch(() => {})
        queue.push({ offset, length, done })
        offset += length
        if (queue.length > compressor.concurrency) yield await finishFirst()
      }
    }
    while (queue.length > 0) yield await finishFirst()
    yield encodeRows(rows)
  } finally {
    await Promise.allSettled(queue.map(({ done }) => done))
  }
}

/** A range in memory together with the zeros that follow it up to `size`; undefined where it is not, or others follow. */
function paddedView(content: ContentSource, offset: number, length: number, size: number): Uint8Array | undefined {
  const view = content.view?.(offset, size)
  if (view?.length !== size) return undefined
  return view.subarray(length).every((byte) => byte === 0) ? view : undefined
}

function contentLength({ parts }: Chunk<PackageEntry>): number {
  return parts.reduce((sum, part) => (part instanceof Uint8Array ? sum : sum + part.length), 0)
}
