import { platform } from '#platform'
import { GZIP_HEADER } from '../gzip/header.ts'
import { checkDeflateLevel } from '../gzip/level.ts'
import { gzipTrailer } from '../gzip/trailer.ts'
import { checkZstdLevel } from '../zstd/zstd.ts'

/** How a layer is compressed. */
export type Codec = 'gzip' | 'zstd' | 'none'

/** A compressed chunk with what is needed to join it to others. */
export interface CompressedChunk {
  /** Bytes that may follow those of any other chunk of the same codec and level. */
  readonly bytes: Uint8Array
  /** CRC-32 of the plain chunk; 0 where the codec has no use for it. */
  readonly crc: number
}

/** Compresses chunks one after the other. */
export interface ChunkLane {
  compress(plain: Uint8Array): Promise<CompressedChunk>
  close(): void
}

/** How chunks of one codec and level are compressed, and what goes before and after them. */
export interface ChunkCodec {
  readonly start: Uint8Array
  open(): ChunkLane
  /** What ends the file, given the CRC-32 and length of all plain data. */
  end(crc: number, size: number): Promise<Uint8Array>
}

const nothing = new Uint8Array(0)

/** RFC 1951 §3.2.3 and §3.2.6: BFINAL 1, BTYPE 01, and the code of end-of-block, seven zero bits. */
const FINAL_BLOCK = Uint8Array.of(3, 0)

/**
 * One gzip member: every chunk ends byte-aligned with an empty stored block (RFC 1951 §3.2.4), and an empty final block ends them all.
 *
 * @throws ArchiveError `ERR_ARCHIVE_ARGUMENT` for a level out of range
 */
export function gzipCodec(given: number): ChunkCodec {
  const level = checkDeflateLevel(given)
  return {
    start: GZIP_HEADER,
    open() {
      const deflater = platform.createDeflater({ level })
      return {
        async compress(plain) {
          const deflating = deflater.deflate(plain)
          const crc = platform.crc32(plain, 0)
          return { bytes: await deflating, crc }
        },
        close: () => deflater.close(),
      }
    },
    async end(crc, size) {
      const end = new Uint8Array(10)
      end.set(FINAL_BLOCK)
      end.set(gzipTrailer(crc, size), 2)
      return end
    },
  }
}

/**
 * One zstd frame a chunk (RFC 8878 §3: frames may follow each other); no data at all is one empty frame.
 *
 * @throws ArchiveError `ERR_ARCHIVE_ARGUMENT` for a level out of range
 */
export function zstdCodec(given: number): ChunkCodec {
  const level = checkZstdLevel(given)
  return {
    start: nothing,
    open: () => ({
      compress: async (plain) => ({ bytes: await platform.zstdCompress(plain, { level }), crc: 0 }),
      close() {},
    }),
    end: (_crc, size) => (size === 0 ? platform.zstdCompress(nothing, { level }) : Promise.resolve(nothing)),
  }
}

/** The plain bytes themselves. */
export const plainCodec: ChunkCodec = {
  start: nothing,
  open: () => ({ compress: async (bytes) => ({ bytes, crc: 0 }), close() {} }),
  end: async () => nothing,
}
