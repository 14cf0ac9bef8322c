import type { ByteSource } from '@nacre/archive'
import { ApkError } from '../error.ts'

/** Where the bytes of a package or index come from: bytes, the path of a file, or a stream. */
export type ApkSource = string | ByteSource

/** A source that can be read from any offset, once or often. */
export interface OpenSource {
  /** Bytes of the whole file, where known. */
  readonly size: number | undefined
  /** False for a stream, which can be read from its beginning only, and once. */
  readonly repeatable: boolean
  /** All bytes, where they are in memory. */
  readonly bytes?: Uint8Array
  /** What error messages call it. */
  readonly label: string
  /** The first bytes, at least `count` unless the source is shorter. */
  head(count: number): Promise<Uint8Array>
  /** The bytes from an offset to the end, in pieces or as one array. */
  open(offset: number): ByteSource
  /** The bytes from an offset to the end in memory; undefined for a stream. */
  read(offset: number): Promise<Uint8Array | undefined>
}

/**
 * @throws ApkError ERR_APK_FILE the path cannot be read
 */
export async function openSource(source: ApkSource, kind: 'package' | 'index' = 'package'): Promise<OpenSource> {
  if (typeof source === 'string') return (await import('./file-source.ts')).fileSource(source)
  return source instanceof Uint8Array ? bytesSource(source, kind) : streamSource(source, kind)
}

/** Bytes that are in memory. */
export function bytesSource(bytes: Uint8Array, kind: 'package' | 'index' = 'package'): OpenSource {
  return {
    size: bytes.length,
    repeatable: true,
    bytes,
    label: kind === 'index' ? 'given as bytes' : kind,
    head: async () => bytes,
    open: (offset) => bytes.subarray(offset),
    read: async (offset) => bytes.subarray(offset),
  }
}

function streamSource(stream: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, kind: 'package' | 'index'): OpenSource {
  const iterator = Symbol.asyncIterator in stream ? stream[Symbol.asyncIterator]() : stream[Symbol.iterator]()
  const held: Uint8Array[] = []
  let opened = false
  return {
    size: undefined,
    repeatable: false,
    label: kind === 'index' ? 'given as a stream' : 'package stream',
    async head(count) {
      let size = held.reduce((total, piece) => total + piece.length, 0)
      while (size < count) {
        const step = await iterator.next()
        if (step.done === true) break
        held.push(step.value)
        size += step.value.length
      }
      return joined(held)
    },
    open() {
      if (opened) {
        throw new ApkError(
          'ERR_APK_STREAM_CONSUMED',
          'Reading a package from a stream: it was read already. Open the package from bytes or a path to read it more than once',
        )
      }
      opened = true
      return resume(held, iterator)
    },
    read: async () => undefined,
  }
}

async function* resume(
  held: readonly Uint8Array[],
  iterator: AsyncIterator<Uint8Array> | Iterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  let finished = false
  try {
    yield* held
    for (;;) {
      const step = await iterator.next()
      if (step.done === true) {
        finished = true
        return
      }
      yield step.value
    }
  } finally {
    if (!finished) await iterator.return?.()
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((total, piece) => total + piece.length, 0))
  let position = 0
  for (const piece of pieces) {
    bytes.set(piece, position)
    position += piece.length
  }
  return bytes
}
