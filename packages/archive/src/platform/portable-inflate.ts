import {
  Z_BUF_ERROR,
  Z_NO_FLUSH,
  Z_OK,
  Z_STREAM_END,
  ZStream,
  zlibInflate,
  zlibInflateEnd,
  zlibInflateInit2,
} from 'pako'
import type { ByteReader } from '../byte-reader.ts'
import { concatBytes } from '../bytes.ts'
import { deflateBroken, deflateTruncated, expandedTooLarge } from './inflate-failure.ts'
import type { InflateOptions } from './platform.ts'

const rawWindowBits = -15
const pieceSize = 64 * 1024

/** Inflates in one call. */
export function inflateRaw(bytes: Uint8Array, options: InflateOptions): { data: Uint8Array; consumed: number } {
  const stream = openStream()
  const pieces: Uint8Array[] = []
  let size = 0
  stream.input = bytes
  stream.avail_in = bytes.length
  for (let ended = false; !ended; ) {
    const step = inflateStep(stream)
    ended = step.ended
    size += step.piece.length
    if (size > options.limit) throw expandedTooLarge(options.limit)
    if (step.piece.length > 0) pieces.push(step.piece)
    else if (!ended) throw deflateTruncated()
  }
  zlibInflateEnd(stream)
  return { data: concatBytes(pieces), consumed: stream.next_in }
}

/** Inflates piece by piece. */
export async function* inflateRawStream(
  reader: ByteReader,
  onConsumed: (bytes: Uint8Array) => void,
): AsyncGenerator<Uint8Array, void> {
  const stream = openStream()
  for (;;) {
    const input = await reader.chunk()
    if (input === undefined) throw deflateTruncated()
    stream.input = input
    stream.next_in = 0
    stream.avail_in = input.length
    for (;;) {
      const before = stream.next_in
      const { piece, ended } = inflateStep(stream)
      if (stream.next_in > before) onConsumed(input.subarray(before, stream.next_in))
      if (ended) {
        reader.unread(input.subarray(stream.next_in))
        zlibInflateEnd(stream)
      }
      if (piece.length > 0) yield piece
      if (ended) return
      if (piece.length < pieceSize) break
    }
  }
}

function openStream(): ZStream {
  const stream = new ZStream()
  const status = zlibInflateInit2(stream, rawWindowBits)
  if (status !== Z_OK) throw deflateBroken(`pako status ${status}`)
  return stream
}

/** One call of inflate: at most `pieceSize` bytes, fewer where the input is used up. */
function inflateStep(stream: ZStream): { piece: Uint8Array; ended: boolean } {
  stream.output = new Uint8Array(pieceSize)
  stream.next_out = 0
  stream.avail_out = pieceSize
  const status = zlibInflate(stream, Z_NO_FLUSH)
  if (status !== Z_OK && status !== Z_STREAM_END && status !== Z_BUF_ERROR) {
    throw deflateBroken(stream.msg || `pako status ${status}`)
  }
  return { piece: stream.output.subarray(0, stream.next_out), ended: status === Z_STREAM_END }
}
