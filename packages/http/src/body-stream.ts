import { discard } from './body.ts'

/**
 * A body read through a generator. Unlike the generator alone, it passes the end on to its source when it is given up
 * before the first read.
 */
export function readThrough(
  source: AsyncIterable<Uint8Array>,
  read: (source: AsyncIterable<Uint8Array>) => AsyncGenerator<Uint8Array, void, undefined>,
): AsyncIterable<Uint8Array> {
  let opened = false
  return {
    [Symbol.asyncIterator]() {
      const generator = read(source)
      return {
        next() {
          opened = true
          return generator.next()
        },
        async return() {
          if (!opened) await discard(source)
          return generator.return()
        },
      }
    },
  }
}

/** Bytes in memory as a body. */
export function bodyOf(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  return {
    async *[Symbol.asyncIterator]() {
      if (bytes.length > 0) yield bytes
    },
  }
}

/** Calls `ended` once: when the body ends, breaks, or is given up. */
export function whenEnded(body: AsyncIterable<Uint8Array>, ended: () => void): AsyncIterable<Uint8Array> {
  return {
    [Symbol.asyncIterator]() {
      const iterator = body[Symbol.asyncIterator]()
      return {
        async next() {
          try {
            const result = await iterator.next()
            if (result.done === true) ended()
            return result
          } catch (error) {
            ended()
            throw error
          }
        },
        async return() {
          try {
            await iterator.return?.()
          } finally {
            ended()
          }
          return { done: true, value: undefined }
        },
      }
    },
  }
}
