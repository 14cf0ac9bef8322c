import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { ApkError } from '../error.ts'
import { bytesSource, type OpenSource } from './source.ts'

/** Large enough that the cost of a read is lost in that of inflating it. */
const PIECE = 256 * 1024

/** A file, read where and when it is needed. @throws ApkError ERR_APK_FILE */
export async function fileSource(path: string): Promise<OpenSource> {
  const { size } = await stat(path).catch((cause) => Promise.reject(fileFault(path, cause)))
  // A file of one piece is read once, where streaming would open it three times.
  if (size <= PIECE) return { ...bytesSource(await readPart(path, 0, size)), label: path }
  return {
    size,
    repeatable: true,
    label: path,
    head: (count) => readPart(path, 0, Math.min(count, size)),
    open: (offset) => pieces(path, offset),
    read: (offset) => readPart(path, offset, Math.max(0, size - offset)),
  }
}

async function readPart(path: string, offset: number, length: number): Promise<Uint8Array> {
  try {
    await using file = await open(path, 'r')
    const bytes = new Uint8Array(length)
    let filled = 0
    while (filled < length) {
      const { bytesRead } = await file.read(bytes, filled, length - filled, offset + filled)
      if (bytesRead === 0) break
      filled += bytesRead
    }
    return bytes.subarray(0, filled)
  } catch (cause) {
    throw fileFault(path, cause)
  }
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
