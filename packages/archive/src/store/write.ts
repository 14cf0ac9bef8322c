import { noBytes } from '../bytes.ts'
import type { ByteSource } from '../source.ts'
import { OpenFile } from './file.ts'
import { encodeFooter, type Footer, FooterBuilder } from './footer.ts'
import type { Seal } from './seal.ts'

/** Small pieces are gathered up to this many bytes before they are written; larger ones are written as they are. */
const GATHERED = 64 * 1024

/** Writes content and its footer to a new file. Not flushed to the disk: after a power failure the footer shows what is missing. */
export async function writeEntry(
  path: string,
  content: ByteSource,
  options: { readonly digest: boolean; readonly seal: Seal },
): Promise<Footer> {
  const builder = new FooterBuilder(options)
  const file = new OpenFile(path, 'wx')
  try {
    const writer = new GatheringWriter(file)
    for await (const piece of content instanceof Uint8Array ? [content] : content) {
      // Hashing goes on while the thread pool writes.
      const writing = writer.add(piece)
      builder.add(piece)
      await writing
    }
    const footer = builder.finish()
    const { bytes, crc } = encodeFooter(footer)
    await writer.add(bytes)
    await writer.flush()
    options.seal.set(file, crc)
    return footer
  } finally {
    file.close()
  }
}

/** Writes pieces one after the other; a piece is done with when its promise is fulfilled. */
class GatheringWriter {
  readonly #file: OpenFile
  #gathered: Uint8Array = noBytes
  #filled = 0

  constructor(file: OpenFile) {
    this.#file = file
  }

  async add(piece: Uint8Array): Promise<void> {
    if (this.#filled + piece.length > GATHERED) await this.flush()
    if (piece.length >= GATHERED / 2) {
      await this.flush()
      return this.#file.write(piece)
    }
    if (this.#gathered.length < this.#filled + piece.length) {
      const room = new Uint8Array(Math.min(GATHERED, Math.max(4096, 4 * (this.#filled + piece.length))))
      room.set(this.#gathered.subarray(0, this.#filled))
      this.#gathered = room
    }
    this.#gathered.set(piece, this.#filled)
    this.#filled += piece.length
  }

  async flush(): Promise<void> {
    if (this.#filled === 0) return
    await this.#file.write(this.#gathered.subarray(0, this.#filled))
    this.#filled = 0
  }
}
