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
import { workAhead } from '../work-ahead.ts'
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
  work: CompressWork,
): AsyncGenerator<Uint8Array, void> {
  const rows: ChunkRow[] = []
  let at = 0
  const compress = (chunk: FileChunk) => compressChunk(chunk, content, work)
  for await (const { offset, length, bytes, crc } of workAhead(
    fileChunks(files),
    compress,
    work.compressor.concurrency,
  )) {
    rows.push({ offset, length, crc, at, size: bytes.length })
    at += bytes.length
    yield bytes
  }
  yield encodeRows(rows)
}

/** A chunk of a file, and the range of its package that it holds. */
interface FileChunk {
  readonly chunk: Chunk<PackageEntry>
  readonly file: PackageEntry
  readonly offset: number
  readonly length: number
}

function* fileChunks(files: readonly PackageEntry[]): Generator<FileChunk, void> {
  for (const file of files) {
    let offset = file.offset
    for (const chunk of contentChunks(file)) {
      const length = contentLength(chunk)
      yield { chunk, file, offset, length }
      offset += length
    }
  }
}

async function compressChunk(
  { chunk, file, offset, length }: FileChunk,
  content: ContentSource,
  { compressor, stream, buffers, signal }: CompressWork,
): Promise<CompressedChunk & Pick<FileChunk, 'offset' | 'length'>> {
  signal?.throwIfAborted()
  const view = paddedView(content, offset, length, chunk.size)
  const buffer = view ?? buffers.take()
  try {
    const plain = view ?? (await fillChunk(chunk, buffer, (entry, at, place) => content.fill(place, entry.offset + at)))
    const origin = stream && file.size >= TAKEN_OVER_FROM ? { stream, offset, length } : undefined
    return { ...(await compressor.compress(plain, origin)), offset, length }
  } finally {
    buffers.give(buffer)
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
