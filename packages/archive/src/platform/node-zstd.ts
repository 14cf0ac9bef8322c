import * as zlib from 'node:zlib'
import type { ByteReader } from '../byte-reader.ts'
import { zstdBroken } from './inflate-failure.ts'

/** One frame, in the thread pool. */
export function zstdCompress(bytes: Uint8Array, options: { readonly level: number }): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    zlib.zstdCompress(
      bytes,
      {
        params: { [zlib.constants.ZSTD_c_compressionLevel]: options.level },
        chunkSize: Math.max(1024, bytes.length + (bytes.length >>> 7) + 512),
      },
      (error, compressed) => (error === null ? resolve(compressed) : reject(error)),
    )
  })
}

/** All frames, in the thread pool. */
export async function* zstdDecompressStream(reader: ByteReader): AsyncGenerator<Uint8Array, void> {
  const expander = zlib.createZstdDecompress({ chunkSize: 256 * 1024 })
  const closed = new Promise<false>((resolve) => {
    expander.once('close', () => resolve(false))
  })
  const feed = async () => {
    for (;;) {
      const piece = await reader.chunk()
      if (piece === undefined) {
        expander.end()
        return
      }
      const written = new Promise<boolean>((resolve) => {
        expander.write(piece, (error) => resolve(error === null || error === undefined))
      })
      if (!(await Promise.race([written, closed]))) return
    }
  }
  const feeding = feed().catch((error: Error) => {
    expander.destroy(error)
  })
  try {
    yield* expander
    await feeding
  } catch (cause) {
    throw coded(cause)
  } finally {
    expander.destroy()
  }
}

function coded(cause: unknown): unknown {
  if (!(cause instanceof Error) || !('code' in cause)) return cause
  return /^(ZSTD|Z)_/.test(String(cause.code)) ? zstdBroken(cause.message, cause) : cause
}
