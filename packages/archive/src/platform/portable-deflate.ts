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
import { CHUNK_MEMORY_LEVEL, type DeflateOptions, type Deflater } from './platform.ts'

const method = 8
const rawWindowBits = -15

/** The memory level that `node:zlib` has by default. */
const memoryLevel = 8

/** Deflates into one finished stream with the settings that `node:zlib` has by default, so that the bytes are the same. */
export function deflateRaw(bytes: Uint8Array, { level }: DeflateOptions): Uint8Array {
  return deflateAll(bytes, level, memoryLevel, Z_FINISH, Z_STREAM_END)
}

/** Deflates chunks as `node:zlib` does. */
export function createDeflater({ level }: DeflateOptions): Deflater {
  return {
    deflate: async (bytes) => deflateAll(bytes, level, CHUNK_MEMORY_LEVEL, Z_FULL_FLUSH, Z_OK),
    close: () => {},
  }
}

function deflateAll(
  bytes: Uint8Array,
  level: number,
  memory: number,
  flush: typeof Z_FINISH | typeof Z_FULL_FLUSH,
  expected: number,
): Uint8Array {
  const stream = new ZStream()
  const status = zlibDeflateInit2(stream, level, method, rawWindowBits, memory, Z_DEFAULT_STRATEGY)
  if (status !== Z_OK) throw failed(status)
  stream.input = bytes
  stream.avail_in = bytes.length
  stream.output = new Uint8Array(bytes.length + (bytes.length >>> 11) + 256)
  stream.avail_out = stream.output.length
  const result = zlibDeflate(stream, flush)
  if (result !== expected) throw failed(result)
  const compressed = stream.output.slice(0, stream.next_out)
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
