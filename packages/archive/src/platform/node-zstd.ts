import * as zlib from 'node:zlib'
import type { ByteReader } from '../byte-reader.ts'
import { zstdBroken } from './inflate-failure.ts'
import { expand } from './node-expand.ts'
import { plainView } from './plain-view.ts'

const pieceSize = 256 * 1024

/** One frame, in the thread pool. */
export function zstdCompress(bytes: Uint8Array, options: { readonly level: number }): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    zlib.zstdCompress(
      bytes,
      {
        params: { [zlib.constants.ZSTD_c_compressionLevel]: options.level },
        chunkSize: Math.max(1024, bytes.length + (bytes.length >>> 7) + 512),
      },
      (error, compressed) => (error === null ? resolve(plainView(compressed)) : reject(error)),
    )
  })
}

/** All frames: `node:zlib` stops after one. */
export async function* zstdDecompressStream(reader: ByteReader): AsyncGenerator<Uint8Array, void> {
  try {
    do {
      yield* expand(zlib.createZstdDecompress({ chunkSize: pieceSize }), reader, () => {})
    } while ((await reader.peek(1)).length > 0)
  } catch (cause) {
    throw coded(cause)
  }
}

function coded(cause: unknown): unknown {
  if (!(cause instanceof Error) || !('code' in cause)) return cause
  return /^(ZSTD|Z)_/.test(String(cause.code)) ? zstdBroken(cause.message, cause) : cause
}
