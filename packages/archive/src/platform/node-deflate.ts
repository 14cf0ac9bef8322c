import { constants, createDeflateRaw, type DeflateRaw, deflateRaw as nodeDeflateRaw, type ZlibOptions } from 'node:zlib'
import { concatBytes, noBytes } from '../bytes.ts'
import { chunkBound, deflateBound } from './deflate-bound.ts'
import { plainView } from './plain-view.ts'
import { CHUNK_MEMORY_LEVEL, type DeflateOptions, type Deflater } from './platform.ts'

/** Deflates into one finished stream in the thread pool. */
export function deflateRaw(bytes: Uint8Array, { level }: DeflateOptions): Promise<Uint8Array> {
  return deflateOnce(bytes, { level, chunkSize: deflateBound(bytes.length) })
}

/** Room for output that one stream hands out before it makes way for another: two chunks at least, usually four or five. */
const OUTPUT = 2 * chunkBound(1024 * 1024)

/**
 * The window of a stream (zlib, twice 32 KiB). What fills it leaves no trace of what the stream has deflated before. After less there is one:
 * zlib as Node has it hashes four bytes at a time, also beyond the end, so that it misses matches there that a new stream finds.
 */
const WINDOW = 64 * 1024

/**
 * Deflates chunks in the thread pool, one after the other, those that fill the window with one stream: setting one up for each of 458 chunks
 * took a quarter of a second.
 */
export function createDeflater({ level }: DeflateOptions): Deflater {
  let stream: FlushingStream | undefined
  let room = 0
  return {
    async deflate(bytes) {
      const bound = chunkBound(bytes.length)
      if (bytes.length < WINDOW) return await flushedOnce(bytes, new FlushingStream(level, bound))
      // Output space must not become short, so that a flush is written in one call: zlib.h, `deflate`: with less than six bytes
      // left when the flush marker begins, the marker may be written twice.
      if (stream === undefined || room < bound) {
        stream?.close()
        room = Math.max(OUTPUT, bound)
        stream = new FlushingStream(level, room)
      }
      const compressed = await stream.deflate(bytes)
      room -= compressed.length
      return compressed
    },
    close: () => stream?.close(),
  }
}

async function flushedOnce(bytes: Uint8Array, stream: FlushingStream): Promise<Uint8Array> {
  try {
    return await stream.deflate(bytes)
  } finally {
    stream.close()
  }
}

/** A stream that is flushed with every write, in one call, and begins anew with the next one. */
class FlushingStream {
  readonly #stream: DeflateRaw
  #pieces: Uint8Array[] = []
  #fail: (error: Error) => void = () => {}

  constructor(level: number, room: number) {
    this.#stream = createDeflateRaw({
      level,
      memLevel: CHUNK_MEMORY_LEVEL,
      chunkSize: room,
      flush: constants.Z_FULL_FLUSH,
    })
    this.#stream.on('data', (piece: Uint8Array) => this.#pieces.push(plainView(piece)))
    this.#stream.on('error', (error) => this.#fail(error))
  }

  deflate(bytes: Uint8Array): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      this.#fail = reject
      this.#pieces = []
      // A stream that was not used yet is set up in the thread pool; to reset it would set it up here.
      if (this.#stream.bytesWritten > 0) this.#stream.reset()
      this.#stream.write(bytes, () => {
        const [first = noBytes, ...more] = this.#pieces
        resolve(more.length === 0 ? first : concatBytes(this.#pieces))
      })
    })
  }

  close(): void {
    this.#stream.close()
  }
}

function deflateOnce(bytes: Uint8Array, options: ZlibOptions): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    nodeDeflateRaw(bytes, options, (error, compressed) =>
      error === null ? resolve(plainView(compressed)) : reject(error),
    )
  })
}
