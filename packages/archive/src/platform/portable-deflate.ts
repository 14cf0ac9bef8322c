import {
  Z_DEFAULT_STRATEGY,
  Z_FINISH,
  Z_FULL_FLUSH,
  Z_OK,
  Z_STREAM_END,
  ZStream,
  zlibDeflate,
  zlibDeflateEnd,
  zlibDeflateInit2,
} from 'pako'
import { ArchiveError } from '../error.ts'
import { chunkBound, deflateBound } from './deflate-bound.ts'
import { CHUNK_MEMORY_LEVEL, type DeflateOptions, type Deflater } from './platform.ts'

const method = 8
const rawWindowBits = -15

/** The memory level that `node:zlib` has by default. */
const memoryLevel = 8

/** Deflates into one finished stream with the settings that `node:zlib` has by default, so that the bytes are the same. */
export function deflateRaw(bytes: Uint8Array, { level }: DeflateOptions): Uint8Array {
  const output = new Uint8Array(deflateBound(bytes.length))
  return deflateAll(bytes, { level, memory: memoryLevel, flush: Z_FINISH, expected: Z_STREAM_END, output })
}

/** Deflates chunks as `node:zlib` does. */
export function createDeflater({ level }: DeflateOptions): Deflater {
  return {
    async deflate(bytes) {
      const output = new Uint8Array(chunkBound(bytes.length))
      return deflateAll(bytes, { level, memory: CHUNK_MEMORY_LEVEL, flush: Z_FULL_FLUSH, expected: Z_OK, output })
    },
    close: () => {},
  }
}

interface DeflateSettings {
  readonly level: number
  readonly memory: number
  readonly flush: typeof Z_FINISH | typeof Z_FULL_FLUSH
  readonly expected: number
  /** Room for more than there will be. */
  readonly output: Uint8Array<ArrayBuffer>
}

function deflateAll(bytes: Uint8Array, { level, memory, flush, expected, output }: DeflateSettings): Uint8Array {
  const stream = new ZStream()
  const status = zlibDeflateInit2(stream, level, method, rawWindowBits, memory, Z_DEFAULT_STRATEGY)
  if (status !== Z_OK) throw failed(status)
  stream.input = bytes
  stream.avail_in = bytes.length
  stream.output = output
  stream.avail_out = output.length
  const result = zlibDeflate(stream, flush)
  // A flush that has no room left says that all is well, too.
  if (result !== expected || stream.avail_out === 0) throw failed(result)
  const compressed = output.slice(0, stream.next_out)
  zlibDeflateEnd(stream)
  return compressed
}

function failed(status: number): ArchiveError {
  return new ArchiveError(
    'ERR_ARCHIVE_ARGUMENT',
    `deflating: pako refused with status ${status}; use a level from 1 to 9`,
    {
      details: { status },
    },
  )
}
