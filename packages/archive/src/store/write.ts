import { type FileHandle, open } from 'node:fs/promises'
import type { ByteSource } from '../source.ts'
import { encodeFooter, type Footer, FooterBuilder } from './footer.ts'

/** Pieces are gathered up to this many bytes before they are written. */
const gatherUpTo = 1024 * 1024

/** Writes content and its footer to a new file. Not flushed to the disk: after a power failure the footer shows what is missing. */
export async function writeEntry(path: string, content: ByteSource): Promise<Footer> {
  const builder = new FooterBuilder()
  const handle = await open(path, 'wx')
  try {
    let gathered: Uint8Array[] = []
    let size = 0
    for await (const piece of content instanceof Uint8Array ? [content] : content) {
      gathered.push(piece)
      size += piece.length
      if (size < gatherUpTo) continue
      // Hashing goes on while the thread pool writes.
      const writing = writeAll(handle, gathered)
      for (const each of gathered) builder.add(each)
      await writing
      gathered = []
      size = 0
    }
    for (const each of gathered) builder.add(each)
    const footer = builder.finish()
    await writeAll(handle, [...gathered, encodeFooter(footer)])
    return footer
  } finally {
    await handle.close()
  }
}

async function writeAll(handle: FileHandle, pieces: readonly Uint8Array[]): Promise<void> {
  let rest = pieces.filter((piece) => piece.length > 0)
  while (rest.length > 0) {
    let { bytesWritten } = await handle.writev(rest)
    const left: Uint8Array[] = []
    for (const piece of rest) {
      if (bytesWritten < piece.length) left.push(piece.subarray(bytesWritten))
      bytesWritten = Math.max(0, bytesWritten - piece.length)
    }
    rest = left
  }
}
