import { constants, createDeflateRaw, type DeflateRaw, deflateRaw as nodeDeflateRaw } from 'node:zlib'
import { concatBytes, noBytes } from '../bytes.ts'
import { plainView } from './plain-view.ts'
import { CHUNK_MEMORY_LEVEL, type DeflateOptions, type Deflater } from './platform.ts'

/** Deflates into one finished stream in the thread pool. */
export function deflateRaw(bytes: Uint8Array, { level }: DeflateOptions): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    nodeDeflateRaw(bytes, { level, chunkSize: deflateBound(bytes.length) }, (error, compressed) =>
      error === null ? resolve(plainView(compressed)) : reject(error),
    )
  })
}

/** Room for output that one stream hands out before it makes way for another: two chunks at least, usually four or five. */
const OUTPUT = 2 * deflateBound(1024 * 1024)

/**
 * Deflates chunks in the thread pool, one after the other with one stream: setting one up for each of 458 chunks took a quarter of
 * a second.
 */
export function createDeflater({ level }: DeflateOptions): Deflater {
  let stream: DeflateRaw | undefined
  let room = 0
  return {
    async deflate(bytes) {
      const bound = deflateBound(bytes.length)
      // Output space must not become short, so that a flush is written in one call: zlib.h, `deflate`: with less than six bytes
      // left when the flush marker begins, the marker may be written twice.
      if (stream === undefined || room < bound) {
        stream?.close()
        room = Math.max(OUTPUT, bound)
        stream = createDeflateRaw({
          level,
          memLevel: CHUNK_MEMORY_LEVEL,
          chunkSize: room,
          flush: constants.Z_FULL_FLUSH,
        })
      } else stream.reset()
      const compressed = await flushed(stream, bytes)
      room -= compressed.length
      return compressed
    },
    close: () => stream?.close(),
  }
}

/** What a stream gives for some bytes and the flush after them. */
function flushed(stream: DeflateRaw, bytes: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const pieces: Uint8Array[] = []
    const take = (piece: Uint8Array): void => void pieces.push(plainView(piece))
    stream.on('data', take)
    stream.once('error', reject)
    stream.write(bytes, () => {
      stream.off('data', take)
      stream.off('error', reject)
      resolve(pieces.length === 1 ? (pieces[0] ?? noBytes) : concatBytes(pieces))
    })
  })
}

/** No deflate stream of `size` bytes is longer: stored blocks add five bytes for 16 383 or more (zlib `deflateBound`), then a flush. */
function deflateBound(size: number): number {
  return size + (size >>> 11) + 256
}
