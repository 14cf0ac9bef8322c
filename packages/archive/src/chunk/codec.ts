import { platform } from '#platform'
import { GZIP_HEADER } from '../gzip/header.ts'
import { checkDeflateLevel } from '../gzip/level.ts'
import { gzipTrailer } from '../gzip/trailer.ts'
import { checkZstdLevel } from '../zstd/zstd.ts'

/** How a layer is compressed. */
export type Codec = 'gzip' | 'zstd' | 'none'

/** A compressed chunk with what is needed to join it to others. */
export interface CompressedChunk {
  /** Bytes that may follow those of any other chunk of the same codec. */
  readonly bytes: Uint8Array
  /** CRC-32 of the plain chunk. */
  readonly crc: number
}

/** Compresses chunks one by one, and gives what goes before and after them. */
export interface ChunkCodec {
  /** Codec and level, such as `gzip-6`. */
  readonly name: string
  /** Whether compressed chunks are worth keeping. */
  readonly keeps: boolean
  readonly start: Uint8Array
  compress(plain: Uint8Array): Promise<CompressedChunk>
  /** What ends the file, given the CRC-32 and length of all plain data. */
  end(crc: number, size: number): Promise<Uint8Array>
}

/**
 * The codec of a name and level; default levels are 6 for gzip and 3 for zstd.
 *
 * @throws ArchiveError `ERR_ARCHIVE_ARGUMENT` for a level out of range.
 */
export function chunkCodec(codec: Codec, level: number | undefined): ChunkCodec {
  if (codec === 'gzip') return gzipChunks(checkDeflateLevel(level ?? 6))
  if (codec === 'zstd') return zstdChunks(checkZstdLevel(level ?? 3))
  const nothing = new Uint8Array(0)
  return {
    name: 'none',
    keeps: false,
    start: nothing,
    compress: async (bytes) => ({ bytes, crc: 0 }),
    end: async () => nothing,
  }
}

/** One gzip member: every chunk ends byte-aligned with an empty stored block (RFC 1951 §3.2.4), and an empty final block ends them all. */
function gzipChunks(level: number): ChunkCodec {
  // RFC 1951 §3.2.3 and §3.2.6: BFINAL 1, BTYPE 01, and the code of end-of-block, seven zero bits.
  const finalBlock = Uint8Array.of(3, 0)
  return {
    name: `gzip-${level}`,
    keeps: true,
    start: GZIP_HEADER,
    compress: async (plain) => {
      const deflating = platform.deflateRaw(plain, { level, end: 'flush' })
      const crc = platform.crc32(plain, 0)
      return { bytes: await deflating, crc }
    },
    end: async (crc, size) => {
      const end = new Uint8Array(10)
      end.set(finalBlock)
      end.set(gzipTrailer(crc, size), 2)
      return end
    },
  }
}

/** One zstd frame a chunk (RFC 8878 §3: frames may follow each other); no data at all is one empty frame. */
function zstdChunks(level: number): ChunkCodec {
  return {
    name: `zstd-${level}`,
    keeps: true,
    start: new Uint8Array(0),
    compress: async (plain) => ({ bytes: await platform.zstdCompress(plain, { level }), crc: 0 }),
    end: (_crc, size) =>
      size === 0 ? platform.zstdCompress(new Uint8Array(0), { level }) : Promise.resolve(new Uint8Array(0)),
  }
}
