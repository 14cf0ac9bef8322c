import type { PackageEntry } from '@nacre/apk'
import {
  ArchiveError,
  type Chunk,
  type ChunkBufferLease,
  type ChunkCompressor,
  type CompressedChunk,
  contentChunks,
  fillChunk,
  OWN_CHUNKS_FROM,
} from '@nacre/archive'
import type { Store } from '@nacre/archive/store'
import type { BuildContext } from '../build/build-context.ts'
import type { ContentSource } from '../rootfs/content.ts'
import { type ChunkRow, encodeRows, readRows } from './chunk-rows.ts'
import type { ExpandedPackage } from './expanded-package.ts'
import { IdleFile } from './idle-file.ts'

/** Compressed chunks of the large files of a package, by the package's identity; followed by codec and level. */
const NAMESPACE = 'package-chunks'

/**
 * Compresses the files of a package that have chunks of their own in every layer, and keeps the chunks: while other packages are still
 * being expanded, and once, however many images hold them.
 */
export async function keepCompressedFiles(
  { entries, content, checksum }: Pick<ExpandedPackage, 'entries' | 'content' | 'checksum'>,
  { compressor, buffers, store, signal }: Pick<BuildContext, 'compressor' | 'buffers' | 'store' | 'signal'>,
): Promise<void> {
  const large = entries.filter(({ type, size }) => type === 'file' && size >= OWN_CHUNKS_FROM)
  if (large.length === 0 || compressor.name === 'none') return
  const lease = buffers.lease()
  try {
    const files = compressedFiles(large, content, { compressor, buffers: lease, signal })
    await store.put(namespaceOf(compressor.name), checksum, files)
  } finally {
    lease.end()
  }
}

async function* compressedFiles(
  files: readonly PackageEntry[],
  content: ContentSource,
  work: { compressor: ChunkCompressor; buffers: ChunkBufferLease; signal: AbortSignal | undefined },
): AsyncGenerator<Uint8Array, void> {
  const { compressor, buffers, signal } = work
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
        const done = compressor.compress(plain).finally(() => buffers.give(buffer))
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

/** Compressed chunks of a package in the store, found by the range of the package that they hold. */
export class CompressedFiles {
  readonly #file: IdleFile
  #rows: Promise<ReadonlyMap<number, ChunkRow> | undefined> | undefined

  /** @param codec name of the codec and level */
  constructor(store: Store, checksum: string, codec: string) {
    this.#file = new IdleFile(() => store.open(namespaceOf(codec), checksum))
  }

  /** The chunk of `length` bytes of content from `offset`, if the store has it, read into `target`. */
  async find(offset: number, length: number, target: Uint8Array): Promise<CompressedChunk | undefined> {
    try {
      return await this.#file.use(async (file) => {
        this.#rows ??= readRows(file)
        const row = (await this.#rows)?.get(offset)
        if (row?.length !== length || row.size > target.length) return undefined
        const bytes = target.subarray(0, row.size)
        return (await file.fill(bytes, row.at)) === row.size ? { bytes, crc: row.crc } : undefined
      })
    } catch (error) {
      if (error instanceof ArchiveError && error.code === 'ERR_ARCHIVE_STORE_CORRUPT') return undefined
      throw error
    }
  }

  close(): Promise<void> {
    return this.#file.close()
  }
}

function namespaceOf(codec: string): string {
  return `${NAMESPACE}-${codec}`
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
