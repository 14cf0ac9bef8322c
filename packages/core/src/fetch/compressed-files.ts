import type { PackageEntry } from '@nacre/apk'
import { type CompressedChunk, OWN_CHUNKS_FROM } from '@nacre/archive'
import { absentWhereDamaged } from './absent-where-damaged.ts'
import { type ChunkRow, readRows } from './chunk-rows.ts'
import type { IdleFile } from './idle-file.ts'

/** Compressed chunks of the large files of a package, by the package's identity; followed by codec and level. */
const NAMESPACE = 'package-chunks-3'

/** Where the chunks of the large files of a package are kept, compressed by some codec and level (`gzip-4`). */
export function compressedFilesNamespace(codec: string): string {
  return `${NAMESPACE}-${codec}`
}

/** Whether a file has chunks of its own in every layer. */
export function isLarge({ type, size }: PackageEntry): boolean {
  return type === 'file' && size >= OWN_CHUNKS_FROM
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
