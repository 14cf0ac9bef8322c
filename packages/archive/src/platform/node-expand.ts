import type { Transform } from 'node:stream'
import type { ByteReader } from '../byte-reader.ts'
import { noBytes } from '../bytes.ts'
import { plainView } from './plain-view.ts'

/** A decompressing stream of `node:zlib`. */
export interface Expander extends Transform {
  /** Bytes of input used up so far. */
  readonly bytesWritten: number
}

/** zlib counts input in 32 bits; what is in memory is given to it in pieces of at most this size. */
const inputSize = 2 ** 30

/**
 * Feeds `expander` from `reader` until it has come to the end of its compressed stream, and leaves `reader` right after that.
 * Expanding runs in the thread pool, one piece ahead of whoever reads.
 */
export async function* expand(
  expander: Expander,
  reader: ByteReader,
  onConsumed: (bytes: Uint8Array) => void,
): AsyncGenerator<Uint8Array, void> {
  let input: Uint8Array = noBytes
  let inputStart = 0
  let reported = 0
  const report = () => {
    const consumed = expander.bytesWritten
    if (consumed > reported) onConsumed(input.subarray(reported - inputStart, consumed - inputStart))
    reported = consumed
  }
  const ended = new Promise<void>((resolve) => {
    expander.once('end', resolve)
    expander.once('close', resolve)
  })
  const feed = async () => {
    for (;;) {
      const piece = await reader.chunk(inputSize)
      if (piece === undefined) {
        expander.end()
        return
      }
      input = piece
      inputStart = reported
      const written = new Promise<void>((resolve) => {
        expander.write(piece, () => resolve())
      })
      await Promise.race([written, ended])
      report()
      // Less is used up than was given only where the compressed stream has ended.
      const rest = piece.subarray(reported - inputStart)
      if (rest.length > 0) {
        reader.unread(rest)
        return
      }
    }
  }
  const feeding = feed().catch((error: Error) => {
    expander.destroy(error)
  })
  try {
    for await (const piece of expander) {
      report()
      yield plainView(piece)
    }
    await feeding
  } finally {
    expander.destroy()
  }
}
