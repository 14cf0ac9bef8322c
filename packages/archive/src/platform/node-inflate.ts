import { createInflateRaw, inflateRawSync } from 'node:zlib'
import type { ByteReader } from '../byte-reader.ts'
import { noBytes } from '../bytes.ts'
import { ArchiveError } from '../error.ts'
import { deflateBroken, deflateTruncated, expandedTooLarge } from './inflate-failure.ts'

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

/** Inflates in the thread pool, one piece ahead of whoever reads. */
export async function* inflateRawStream(
  reader: ByteReader,
  onConsumed: (bytes: Uint8Array) => void,
): AsyncGenerator<Uint8Array, void> {
  const inflater = createInflateRaw({ chunkSize: pieceSize })
  let input: Uint8Array = noBytes
  let inputStart = 0
  let reported = 0
  const report = () => {
    const consumed = inflater.bytesWritten
    if (consumed > reported) onConsumed(input.subarray(reported - inputStart, consumed - inputStart))
    reported = consumed
  }
  const ended = new Promise<void>((resolve) => {
    inflater.once('end', resolve)
    inflater.once('close', resolve)
  })
  const feed = async () => {
    for (;;) {
      const piece = await reader.chunk()
      if (piece === undefined) {
        inflater.end()
        return
      }
      input = piece
      inputStart = reported
      const written = new Promise<void>((resolve) => {
        inflater.write(piece, () => resolve())
      })
      await Promise.race([written, ended])
      report()
      // Less is consumed than was given only where the deflate stream has ended.
      const rest = piece.subarray(reported - inputStart)
      if (rest.length > 0) {
        reader.unread(rest)
        return
      }
    }
  }
  const feeding = feed().catch((error: Error) => {
    inflater.destroy(error)
  })
  try {
    for await (const piece of inflater) {
      report()
      yield piece
    }
    await feeding
  } catch (cause) {
    throw coded(cause, Number.POSITIVE_INFINITY)
  } finally {
    inflater.destroy()
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
