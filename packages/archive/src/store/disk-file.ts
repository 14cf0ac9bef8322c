import { ArchiveError } from '../error.ts'
import type { OpenFile } from './file.ts'
import { BLOCK_SIZE, damagedBlock, type Footer } from './footer.ts'
import type { StoredFile } from './store.ts'

/** Bytes of a piece of a stream. */
const STREAM_PIECE = 16 * BLOCK_SIZE

/** A read of no more bytes than this is served from as many, which are held for those that follow it. */
const HELD = 2 * BLOCK_SIZE

/** What is known of an entry file when it is opened, and what is to be done when more is. */
export interface DiskFileFacts {
  readonly footer: Footer
  /** Whether the content is known to be whole. */
  readonly sealed: boolean
  /** Called when all of it was found whole. */
  readonly seal: () => void
  readonly onCorrupt: (reason: string) => Promise<void>
}

/** The content of an open entry file; every block that is read is compared with its CRC-32, unless it is known to be whole. */
export class DiskFile implements StoredFile {
  readonly size: number
  readonly #file: OpenFile
  readonly #footer: Footer
  /** Blocks that were found whole; undefined where all are known to be. */
  #whole: Set<number> | undefined
  readonly #seal: () => void
  readonly #onCorrupt: (reason: string) => Promise<void>
  /** Whole blocks that were read last, from the one at `#heldFrom`. */
  #held: Uint8Array | undefined
  #heldFrom = 0
  #heldUntil = 0
  /** Small reads wait for each other: they share what is held. */
  #turn: Promise<void> = Promise.resolve()

  constructor(file: OpenFile, { footer, sealed, seal, onCorrupt }: DiskFileFacts) {
    this.#file = file
    this.#footer = footer
    this.#whole = sealed ? undefined : new Set()
    this.#seal = seal
    this.size = footer.size
    this.#onCorrupt = onCorrupt
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, this.size - offset)))
    await this.fill(bytes, offset)
    return bytes
  }

  async fill(target: Uint8Array, offset: number): Promise<number> {
    const wanted = target.subarray(0, Math.max(0, this.size - offset))
    if (wanted.length === 0) return 0
    if (wanted.length > BLOCK_SIZE) await this.#readBlocks(wanted, offset)
    else {
      const turn = this.#turn.then(() => this.#copyHeld(wanted, offset))
      this.#turn = turn.catch(() => {})
      await turn
    }
    return wanted.length
  }

  async *stream(offset: number = 0): AsyncGenerator<Uint8Array, void> {
    for (let at = offset; at < this.size; ) {
      const piece = await this.read(at, STREAM_PIECE - (at % BLOCK_SIZE))
      yield piece
      at += piece.length
    }
  }

  async close(): Promise<void> {
    this.#file.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** Fills `target` from blocks that are held, or will be. */
  async #copyHeld(target: Uint8Array, offset: number): Promise<void> {
    this.#held ??= new Uint8Array(Math.min(HELD, this.size))
    if (offset < this.#heldFrom || offset + target.length > this.#heldUntil) {
      const from = offset - (offset % BLOCK_SIZE)
      const blocks = this.#held.subarray(0, this.size - from)
      this.#heldUntil = 0
      await this.#readBlocks(blocks, from)
      this.#heldFrom = from
      this.#heldUntil = from + blocks.length
    }
    target.set(this.#held.subarray(offset - this.#heldFrom, offset - this.#heldFrom + target.length))
  }

  /** Fills `target`, together with what else belongs to the first and the last block, which is read to be verified and dropped. */
  async #readBlocks(target: Uint8Array, offset: number): Promise<void> {
    if (this.#whole === undefined) {
      const filled = await this.#file.fill([target], offset)
      if (filled < target.length) throw await this.#damaged(Math.floor((offset + filled) / BLOCK_SIZE), 'is cut off')
      return
    }
    const before = offset % BLOCK_SIZE
    const end = offset + target.length
    const after = Math.min(Math.ceil(end / BLOCK_SIZE) * BLOCK_SIZE, this.size) - end
    const edges = new Uint8Array(before + after)
    const parts = [edges.subarray(0, before), target, edges.subarray(before)]
    await this.#file.fill(parts, offset - before)
    const first = (offset - before) / BLOCK_SIZE
    const damaged = damagedBlock(parts, this.#footer, first)
    if (damaged !== undefined) throw await this.#damaged(damaged, 'has the wrong CRC-32')
    this.#found(first, Math.ceil((end + after) / BLOCK_SIZE))
  }

  #found(first: number, last: number): void {
    for (let block = first; block < last; block++) this.#whole?.add(block)
    if (this.#whole?.size !== this.#footer.blocks.length) return
    this.#whole = undefined
    this.#seal()
  }

  async #damaged(block: number, fault: string): Promise<ArchiveError> {
    await this.#onCorrupt(`block ${block} ${fault}`)
    return new ArchiveError(
      'ERR_ARCHIVE_STORE_CORRUPT',
      `reading from a store: block ${block} of an entry is damaged, the entry was removed; make it again, and check the disk`,
      { details: { block } },
    )
  }
}
