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
import type { DeflateOptions } from './platform.ts'

const method = 8
const rawWindowBits = -15
const memoryLevel = 8

/** Deflates in one call with the settings that `node:zlib` has by default, so that the bytes are the same. */
export function deflateRaw(bytes: Uint8Array, options: DeflateOptions): Uint8Array {
  const stream = new ZStream()
  const status = zlibDeflateInit2(stream, options.level, method, rawWindowBits, memoryLevel, Z_DEFAULT_STRATEGY)
  if (status !== Z_OK) throw failed(status)
  stream.input = bytes
  stream.avail_in = bytes.length
  stream.output = new Uint8Array(bytes.length + (bytes.length >>> 11) + 256)
  stream.avail_out = stream.output.length
  const end = options.end === 'finish'
  const result = zlibDeflate(stream, end ? Z_FINISH : Z_FULL_FLUSH)
  if (result !== (end ? Z_STREAM_END : Z_OK)) throw failed(result)
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
