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
import type { Store, StoredFile } from '@nacre/archive/store'
import type { BuildContext } from '../build/build-context.ts'
import type { ContentSource } from '../rootfs/content.ts'
import type { ExpandedPackage } from './expanded-package.ts'
import { IdleFile } from './idle-file.ts'

/** Compressed chunks of the large files of a package, by the package's identity; followed by codec and level. */
const NAMESPACE = 'package-chunks'

/**
 * What is known of one chunk. All numbers are little-endian; such rows, and their number in 4 bytes, follow the chunks.
 *
 * | bytes | what |
 * |---|---|
 * | 8 | offset of the plain content in the package |
 * | 4 | length of the plain content |
 * | 4 | CRC-32 of the plain chunk |
 * | 8 | offset of the compressed chunk |
 * | 4 | length of the compressed chunk |
 */
const ROW = 28

interface Row {
  readonly length: number
  readonly crc: number
  readonly at: number
  readonly size: number
}

/**
 * Compresses the files of a package that have chunks of their own in every layer, and keeps the chunks: while other packages are still
 * being expanded, and once, however many images hold them.
 */
export async function keepCompressedFiles(
  { entries, content, checksum }: Pick<ExpandedPackage, 'entries' | 'content' | 'checksum'>,
  { compressor, buffers, store }: Pick<BuildContext, 'compressor' | 'buffers' | 'store'>,
): Promise<void> {
  const large = entries.filter(({ type, size }) => type === 'file' && size >= OWN_CHUNKS_FROM)
  if (large.length === 0 || compressor.name === 'none') return
  const lease = buffers.lease()
  try {
    await store.put(namespaceOf(compressor.name), checksum, compressedFiles(large, content, compressor, lease))
  } finally {
    lease.end()
  }
}

async function* compressedFiles(
  files: readonly PackageEntry[],
  content: ContentSource,
  compressor: ChunkCompressor,
  buffers: ChunkBufferLease,
): AsyncGenerator<Uint8Array, void> {
  const rows: { offset: number; row: Row }[] = []
  const queue: { offset: number; length: number; done: Promise<CompressedChunk> }[] = []
  let at = 0
  const finishFirst = async (): Promise<Uint8Array> => {
    const { offset, length, done } = queue[0]!
    const { bytes, crc } = await done
    queue.shift()
    rows.push({ offset, row: { length, crc, at, size: bytes.length } })
    at += bytes.length
    return bytes
  }
  try {
    for (const file of files) {
      let offset = file.offset
      for (const chunk of contentChunks(file)) {
        const buffer = buffers.take()
        const plain = await fillChunk(chunk, buffer, (entry, at, place) => content.fill(place, entry.offset + at))
        const done = compressor.compress(plain).finally(() => buffers.give(buffer))
        done.catch(() => {})
        const length = contentLength(chunk)
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
  #rows: Promise<ReadonlyMap<number, Row> | undefined> | undefined

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

function contentLength({ parts }: Chunk<PackageEntry>): number {
  return parts.reduce((sum, part) => (part instanceof Uint8Array ? sum : sum + part.length), 0)
}

function encodeRows(rows: readonly { offset: number; row: Row }[]): Uint8Array {
  const bytes = new Uint8Array(rows.length * ROW + 4)
  const view = new DataView(bytes.buffer)
  for (const [i, { offset, row }] of rows.entries()) {
    const start = i * ROW
    view.setBigUint64(start, BigInt(offset), true)
    view.setUint32(start + 8, row.length, true)
    view.setUint32(start + 12, row.crc, true)
    view.setBigUint64(start + 16, BigInt(row.at), true)
    view.setUint32(start + 24, row.size, true)
  }
  view.setUint32(rows.length * ROW, rows.length, true)
  return bytes
}

/** The rows by the offset of the content; nothing where they are not what was written. */
async function readRows(file: StoredFile): Promise<ReadonlyMap<number, Row> | undefined> {
  const count = await file.read(file.size - 4, 4)
  if (count.length < 4) return undefined
  const total = viewOf(count).getUint32(0, true)
  const start = file.size - 4 - total * ROW
  if (start < 0) return undefined
  const view = viewOf(await file.read(start, total * ROW))
  const rows = new Map<number, Row>()
  for (let at = 0; at < total * ROW; at += ROW) {
    rows.set(Number(view.getBigUint64(at, true)), {
      length: view.getUint32(at + 8, true),
      crc: view.getUint32(at + 12, true),
      at: Number(view.getBigUint64(at + 16, true)),
      size: view.getUint32(at + 24, true),
    })
  }
  return rows
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}
