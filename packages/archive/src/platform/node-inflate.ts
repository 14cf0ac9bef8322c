import { createInflateRaw, inflateRaw as inflateRawInPool, inflateRawSync } from 'node:zlib'
import type { ByteReader } from '../byte-reader.ts'
import { ArchiveError } from '../error.ts'
import { deflateBroken, deflateTruncated, expandedTooLarge } from './inflate-failure.ts'
import { expand } from './node-expand.ts'
import { plainView } from './plain-view.ts'
import type { Inflated, InflateOptions } from './platform.ts'

/** Output pieces of this size inflate twice as fast as those of 16 KiB, zlib's default in Node. */
const pieceSize = 256 * 1024

/** What expands to no more than this is inflated at once: a stream costs more than that takes. */
const smallSize = 64 * 1024

/** A claim to expand further than this is not believed before it is seen. Files of packages shrink to a half or a fifth. */
const likelyRatio = 64

/** Inflates in one call. */
export function inflateRaw(bytes: Uint8Array, options: InflateOptions): Inflated {
  try {
    return withinLimit(
      inflateWithin(bytes, Math.min(options.limit, 2 ** 32), outputSize(bytes, options)),
      options.limit,
    )
  } catch (cause) {
    throw coded(cause, options.limit)
  }
}

/** Inflates in one call in the thread pool. */
export async function inflateRawAsync(bytes: Uint8Array, options: InflateOptions): Promise<Inflated> {
  try {
    const settings = oneCall(Math.min(options.limit, 2 ** 32), outputSize(bytes, options))
    const result = await new Promise<unknown>((resolve, reject) => {
      inflateRawInPool(bytes, settings, (error, inflated) => (error === null ? resolve(inflated) : reject(error)))
    })
    return withinLimit(inflated(result), options.limit)
  } catch (cause) {
    throw coded(cause, options.limit)
  }
}

function withinLimit(inflated: Inflated, limit: number): Inflated {
  if (inflated.data.length > limit) throw expandedTooLarge(limit)
  return inflated
}

/** Inflates piece by piece, or at once where the whole stream is at hand and small. */
export async function* inflateRawStream(
  reader: ByteReader,
  onConsumed: (bytes: Uint8Array) => void,
): AsyncGenerator<Uint8Array, void> {
  try {
    const small = inflateSmall(reader.held)
    if (small === undefined) {
      yield* expand(createInflateRaw({ chunkSize: pieceSize }), reader, onConsumed)
      return
    }
    const consumed = reader.takeNow(small.consumed)
    if (consumed !== undefined) onConsumed(consumed)
    if (small.data.length > 0) yield small.data
  } catch (cause) {
    throw coded(cause, Number.POSITIVE_INFINITY)
  }
}

/** Undefined where the stream is longer than the bytes at hand, or expands to more than is small. */
function inflateSmall(held: Uint8Array): Inflated | undefined {
  if (held.length === 0) return undefined
  try {
    return inflateWithin(held.subarray(0, smallSize), smallSize, outputSize(held, { limit: smallSize }))
  } catch (error) {
    const code = errorCode(error)
    if (code === 'ERR_BUFFER_TOO_LARGE' || code === 'Z_BUF_ERROR') return undefined
    throw error
  }
}

/** How much output to set aside at once. */
function outputSize(bytes: Uint8Array, { limit, sizeHint }: InflateOptions): number {
  if (sizeHint === undefined) return Math.max(1024, Math.min(pieceSize, limit, bytes.length * 4))
  // 176 MB of packages inflate in 255 ms where one buffer holds each, in 290 ms where pieces have to be joined.
  // One byte more than there is: zlib is called again where the output is full.
  return Math.max(1024, Math.min(sizeHint, limit, bytes.length * likelyRatio) + 1)
}

function inflateWithin(bytes: Uint8Array, limit: number, chunkSize: number): Inflated {
  return inflated(inflateRawSync(bytes, oneCall(limit, chunkSize)))
}

// node:zlib takes no limit of zero; the caller judges the result.
function oneCall(limit: number, chunkSize: number): { info: true; chunkSize: number; maxOutputLength: number } {
  return { info: true, chunkSize, maxOutputLength: Math.max(limit, 1) }
}

function inflated(result: unknown): Inflated {
  if (!hasEngine(result)) throw new TypeError('node:zlib does not know the option info')
  const { buffer, engine } = result
  // A view would keep the whole piece that it is a part of.
  const data = buffer.length * 2 < buffer.buffer.byteLength ? new Uint8Array(buffer) : plainView(buffer)
  return { data, consumed: engine.bytesWritten }
}

/** What a call with `info: true` returns; `@types/node` does not tell. */
function hasEngine(result: unknown): result is { buffer: Uint8Array; engine: { bytesWritten: number } } {
  return typeof result === 'object' && result !== null && 'engine' in result
}

function coded(cause: unknown, limit: number): unknown {
  if (cause instanceof ArchiveError || !(cause instanceof Error)) return cause
  const code = errorCode(cause)
  if (code === 'ERR_BUFFER_TOO_LARGE') return expandedTooLarge(limit, cause)
  if (code === 'Z_BUF_ERROR') return deflateTruncated(cause)
  if (code?.startsWith('Z_')) return deflateBroken(cause.message, cause)
  return cause
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
