import { createInflateRaw, inflateRawSync } from 'node:zlib'
import type { ByteReader } from '../byte-reader.ts'
import { ArchiveError } from '../error.ts'
import { deflateBroken, deflateTruncated, expandedTooLarge } from './inflate-failure.ts'
import { expand } from './node-expand.ts'

/** Output pieces of this size inflate twice as fast as those of 16 KiB, zlib's default in Node. */
const pieceSize = 256 * 1024

/** Inflates in one call. */
export function inflateRaw(
  bytes: Uint8Array,
  options: { readonly limit: number },
): { data: Uint8Array; consumed: number } {
  // node:zlib takes a maxOutputLength of at least one; a zero limit is judged on the result.
  const settings = {
    info: true,
    chunkSize: Math.max(1024, Math.min(pieceSize, bytes.length * 4)),
    maxOutputLength: Math.min(Math.max(options.limit, 1), 2 ** 32),
  } as const
  try {
    const result: unknown = inflateRawSync(bytes, settings)
    if (!hasEngine(result)) throw new TypeError('node:zlib does not know the option info')
    if (result.buffer.length > options.limit) throw expandedTooLarge(options.limit)
    return { data: result.buffer, consumed: result.engine.bytesWritten }
  } catch (cause) {
    throw coded(cause, options.limit)
  }
}

/** What a call with `info: true` returns; `@types/node` does not tell. */
function hasEngine(result: unknown): result is { buffer: Uint8Array; engine: { bytesWritten: number } } {
  return typeof result === 'object' && result !== null && 'engine' in result
}

/** Inflates piece by piece. */
export async function* inflateRawStream(
  reader: ByteReader,
  onConsumed: (bytes: Uint8Array) => void,
): AsyncGenerator<Uint8Array, void> {
  try {
    yield* expand(createInflateRaw({ chunkSize: pieceSize }), reader, onConsumed)
  } catch (cause) {
    throw coded(cause, Number.POSITIVE_INFINITY)
  }
}

function coded(cause: unknown, limit: number): unknown {
  if (cause instanceof ArchiveError || !(cause instanceof Error)) return cause
  const code = 'code' in cause ? cause.code : undefined
  if (code === 'ERR_BUFFER_TOO_LARGE') return expandedTooLarge(limit, cause)
  if (code === 'Z_BUF_ERROR') return deflateTruncated(cause)
  if (typeof code === 'string' && code.startsWith('Z_')) return deflateBroken(cause.message, cause)
  return cause
}
