import { constants, deflateRaw as nodeDeflateRaw } from 'node:zlib'
import { plainView } from './plain-view.ts'
import type { DeflateOptions } from './platform.ts'

/**
 * Deflates in the thread pool. Output space is never short, so that a flush is written in one call:
 * zlib.h, `deflate`: with less than six bytes left when the flush marker begins, the marker may be written twice.
 */
export function deflateRaw(bytes: Uint8Array, options: DeflateOptions): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    nodeDeflateRaw(
      bytes,
      {
        level: options.level,
        chunkSize: deflateBound(bytes.length),
        finishFlush: options.end === 'finish' ? constants.Z_FINISH : constants.Z_FULL_FLUSH,
      },
      (error, compressed) => (error === null ? resolve(plainView(compressed)) : reject(error)),
    )
  })
}

/** No deflate stream of `size` bytes is longer: stored blocks add five bytes for 16 383 or more (zlib `deflateBound`), then a flush. */
function deflateBound(size: number): number {
  return size + (size >>> 11) + 256
}
