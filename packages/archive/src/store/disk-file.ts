import type { FileHandle } from 'node:fs/promises'
import { platform } from '#platform'
import { noBytes } from '../bytes.ts'
import { ArchiveError } from '../error.ts'
import { BLOCK_SIZE, type Footer } from './footer.ts'
import { readFully } from './read-entry.ts'
import type { StoredFile } from './store.ts'

const streamPiece = 8 * BLOCK_SIZE

/** The content of an open entry file; every block that is read is compared with its CRC-32. */
export class DiskFile implements StoredFile {
  readonly size: number
  readonly #handle: FileHandle
  readonly #footer: Footer
  readonly #onCorrupt: (reason: string) => Promise<void>
  /** The blocks read last, for small reads one after the other. */
  #held: { readonly start: number; readonly bytes: Uint8Array } = { start: 0, bytes: noBytes }

  constructor(handle: FileHandle, footer: Footer, onCorrupt: (reason: string) => Promise<void>) {
    this.#handle = handle
    this.#footer = footer
    this.size = footer.size
    this.#onCorrupt = onCorrupt
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    const end = Math.min(offset + length, this.size)
    if (offset >= end) return noBytes
    let held = this.#held
    if (offset < held.start || end > held.start + held.bytes.length) {
      const first = Math.floor(offset / BLOCK_SIZE)
      const last = Math.ceil(end / BLOCK_SIZE)
      held = { start: first * BLOCK_SIZE, bytes: await this.#blocks(first, last) }
      this.#held = held
    }
    return held.bytes.subarray(offset - held.start, end - held.start)
  }

  async *stream(offset: number = 0): AsyncGenerator<Uint8Array, void> {
    for (let at = offset; at < this.size; ) {
      const piece = await this.read(at, streamPiece - (at % BLOCK_SIZE))
      yield piece
      at += piece.length
    }
  }

  close(): Promise<void> {
    return this.#handle.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** The blocks from `first` up to before `last`, verified. */
  async #blocks(first: number, last: number): Promise<Uint8Array> {
    const start = first * BLOCK_SIZE
    const bytes = new Uint8Array(Math.min(last * BLOCK_SIZE, this.size) - start)
    await readFully(this.#handle, bytes, start)
    for (let block = first; block < last; block++) {
      const at = (block - first) * BLOCK_SIZE
      const crc = platform.crc32(bytes.subarray(at, at + BLOCK_SIZE), 0)
      if (crc !== this.#footer.blocks[block]) throw await this.#damaged(block)
    }
    return bytes
  }

  async #damaged(block: number): Promise<ArchiveError> {
    await this.#onCorrupt(`block ${block} has the wrong CRC-32`)
    return new ArchiveError(
      'ERR_ARCHIVE_STORE_CORRUPT',
      `reading from a store: block ${block} of an entry is damaged, the entry was removed; make it again, and check the disk`,
      { details: { block } },
    )
  }
}
