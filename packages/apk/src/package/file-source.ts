import { closeSync, constants, createReadStream, fstatSync, openSync, read, readSync, type Stats } from 'node:fs'
import { ApkError } from '../error.ts'
import { bytesSource, type OpenSource } from './source.ts'

/** Large enough that the cost of a read is lost in that of inflating it. */
const PIECE = 256 * 1024

/** Signatures and control of 244 packages of Alpine take at most 7 KB. */
const HEAD = 64 * 1024

/** Opening a pipe to read from would wait until somebody writes to it. */
const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/** A file, read where and when it is needed. @throws ApkError ERR_APK_FILE */
export async function fileSource(path: string): Promise<OpenSource> {
  const { size, head } = await withFile(path, async (file) => {
    const { size } = regular(fstatSync(file))
    return { size, head: await readPart(file, 0, size <= PIECE ? size : HEAD) }
  })
  // A file of one piece is read once.
  if (size <= PIECE) return { ...bytesSource(head), label: path }
  const part = (offset: number, length: number) => withFile(path, (file) => readPart(file, offset, length))
  return {
    size,
    repeatable: true,
    label: path,
    head: async (count) => (count <= head.length ? head : part(0, Math.min(count, size))),
    open: (offset) => (offset === 0 ? piecesAfter(path, head) : pieces(path, offset)),
    read: (offset) => part(offset, Math.max(0, size - offset)),
  }
}

// Opening and closing are not left to the thread pool, where each call of four took 50 µs.
async function withFile<Result>(path: string, use: (file: number) => Promise<Result>): Promise<Result> {
  try {
    const file = openSync(path, READ)
    try {
      return await use(file)
    } finally {
      closeSync(file)
    }
  } catch (cause) {
    throw fileFault(path, cause)
  }
}

function regular(stats: Stats): Stats {
  if (stats.isFile()) return stats
  throw new TypeError('it is no regular file')
}

async function readPart(file: number, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length)
  let filled = 0
  while (filled < length) {
    const rest = bytes.subarray(filled)
    const count =
      length <= HEAD
        ? readSync(file, rest, 0, rest.length, offset + filled)
        : await readInPool(file, rest, offset + filled)
    if (count === 0) break
    filled += count
  }
  return bytes.subarray(0, filled)
}

function readInPool(file: number, bytes: Uint8Array, position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    read(file, bytes, 0, bytes.length, position, (error, count) => (error === null ? resolve(count) : reject(error)))
  })
}

/** The file from its beginning, which is at hand; mostly nobody asks for more. */
async function* piecesAfter(path: string, head: Uint8Array): AsyncGenerator<Uint8Array, void> {
  yield head
  yield* pieces(path, head.length)
}

async function* pieces(path: string, offset: number): AsyncGenerator<Uint8Array, void> {
  try {
    yield* createReadStream(path, { start: offset, highWaterMark: PIECE })
  } catch (cause) {
    throw fileFault(path, cause)
  }
}

function fileFault(path: string, cause: unknown): ApkError {
  return new ApkError(
    'ERR_APK_FILE',
    `Reading ${path}: the file cannot be read. Check that it exists and may be read`,
    {
      details: { path },
      cause,
    },
  )
}
