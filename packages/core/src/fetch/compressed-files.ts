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
  OWN_CHUNKS_FROM,
} from '@nacre/archive'
import type { BuildContext } from '../build/build-context.ts'
import type { ContentSource } from '../rootfs/content.ts'
import { absentWhereDamaged } from './absent-where-damaged.ts'
import { type ChunkRow, encodeRows, readRows } from './chunk-rows.ts'
import type { ExpandedPackage } from './expanded-package.ts'
import type { IdleFile } from './idle-file.ts'

/** Compressed chunks of the large files of a package, by the package's identity; followed by codec and level. */
const NAMESPACE = 'package-chunks-2'

/** Files of this many bytes or more take over the deflate blocks that they came in: of smaller ones hardly a block lies in the file. */
const TAKEN_OVER_FROM = 128 * 1024

/** What the large files of a package are compressed from. */
export type LargeFiles = Pick<ExpandedPackage, 'entries' | 'content' | 'checksum'> & Pick<PassedPackage, 'packed'>

/** Where the chunks of the large files of a package are kept, compressed by some codec and level (`gzip-4`). */
export function compressedFilesNamespace(codec: string): string {
  return `${NAMESPACE}-${codec}`
}

/** Whether a file has chunks of its own in every layer. */
export function isLarge({ type, size }: PackageEntry): boolean {
  return type === 'file' && size >= OWN_CHUNKS_FROM
}

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

/** Compressed chunks of a package, found by the range of the package that they hold. */
export class CompressedFiles {
  readonly #file: Pick<IdleFile, 'use' | 'close'>
  #rows: ReadonlyMap<number, ChunkRow> | undefined

  /** @param file what {@link keepCompressedFiles} has kept */
  constructor(file: Pick<IdleFile, 'use' | 'close'>) {
    this.#file = file
  }

  /** The chunk of `length` bytes of content from `offset`, if it is there, read into `target`. */
  async find(offset: number, length: number, target: Uint8Array): Promise<CompressedChunk | undefined> {
    const finding = this.#file.use(async (file) => {
      this.#rows ??= await readRows(file)
      const row = this.#rows?.get(offset)
      if (row?.length !== length || row.size > target.length) return undefined
      const bytes = target.subarray(0, row.size)
      return (await file.fill(bytes, row.at)) === row.size ? { bytes, crc: row.crc } : undefined
    })
    return await finding.catch(absentWhereDamaged)
  }

  close(): Promise<void> {
    return this.#file.close()
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
