import { platform } from '#platform'
import { crc32Combine } from '../gzip/crc32-combine.ts'
import { chunkBound } from '../platform/deflate-bound.ts'
import type { BlockRun, DeflatedStream } from '../splice/deflated-stream.ts'
import type { CompressedChunk } from './codec.ts'

/** Where the first bytes of a chunk were deflated before. */
export interface ChunkOrigin {
  readonly stream: DeflatedStream
  /** Offset of the chunk's first byte in the plain data of the stream. */
  readonly offset: number
  /** How many of its bytes are from there. */
  readonly length: number
}

/**
 * The blocks that a chunk can take over: those that lie in it and refer to nothing before it, unless they are so many more bytes than they
 * stand for that the chunk would become longer than any that is deflated.
 */
export function runOf(plain: Uint8Array, { stream, offset, length }: ChunkOrigin): BlockRun | undefined {
  const run = stream.runWithin(offset, offset + length)
  if (run === undefined) return undefined
  const head = run.start - offset
  const tail = plain.length - (run.end - offset)
  return chunkBound(head) + run.bound + chunkBound(tail) > chunkBound(plain.length) ? undefined : run
}

/** Compresses a chunk around blocks that are there already. */
export async function compressAround(
  plain: Uint8Array,
  { run, offset }: { readonly run: BlockRun; readonly offset: number },
  deflate: (plain: Uint8Array) => Promise<CompressedChunk>,
): Promise<CompressedChunk> {
  const start = run.start - offset
  const end = run.end - offset
  const around = (part: Uint8Array) => (part.length === 0 ? nothing : deflate(part))
  const outer = Promise.all([around(plain.subarray(0, start)), around(plain.subarray(end))])
  outer.catch(() => {})
  const crc = platform.crc32(plain.subarray(start, end), 0)
  const [head, tail] = await outer
  const bytes = new Uint8Array(head.bytes.length + run.bound + tail.bytes.length)
  bytes.set(head.bytes)
  const inner = run.copyTo(bytes.subarray(head.bytes.length))
  const size = head.bytes.length + inner.length
  bytes.set(tail.bytes, size)
  const untilEnd = crc32Combine(head.crc, crc, end - start)
  return {
    bytes: bytes.subarray(0, size + tail.bytes.length),
    crc: crc32Combine(untilEnd, tail.crc, plain.length - end),
  }
}

const nothing: CompressedChunk = { bytes: new Uint8Array(0), crc: 0 }
