import { ByteReader } from '../byte-reader.ts'
import { ArchiveError } from '../error.ts'
import type { ByteSource } from '../source.ts'
import { EntryAssembler } from './assemble.ts'
import { decodeTarHeader, isMetaType } from './decode.ts'
import { TAR_BLOCK, type TarHeader, tarPaddingLength } from './header.ts'
import { type TarReadOptions, tarLimitPassed, tarRules, tarTruncated } from './limits.ts'
import { checkMetaSize, checkZeros, type TarEntryIndex } from './scan.ts'

/** An entry of a tar archive that is being read. */
export interface TarEntry extends TarEntryIndex {
  /** The content in pieces, which are views of what the source gave. To be read once, and before the next entry is asked for; what is left unread then is skipped. */
  readonly body: AsyncIterable<Uint8Array>
}

/**
 * Reads a plain tar archive entry by entry; memory use does not depend on its size. The archive may end with or without blocks of zeros.
 *
 * @throws ArchiveError as {@link scanTar}, and `ERR_ARCHIVE_SEQUENCE` where a body is read a second time or too late.
 */
export async function* readTar(source: ByteSource, options: TarReadOptions = {}): AsyncGenerator<TarEntry, void> {
  const rules = tarRules(options)
  const reader = new ByteReader(source)
  const assembler = new EntryAssembler(rules)
  const checkSize = (size: number) => {
    if (reader.offset + size > rules.maxSize)
      throw tarLimitPassed('the size of the archive', rules.maxSize, reader.offset)
  }
  try {
    for (;;) {
      const at = reader.offset
      const block = reader.takeNow(TAR_BLOCK) ?? (await reader.take(TAR_BLOCK))
      if (block.length === 0) break
      if (block.length < TAR_BLOCK) throw tarTruncated('a header block', reader.offset)
      checkSize(0)
      const raw = decodeTarHeader(block, 0, at, rules)
      if (raw === undefined) {
        for (let rest = await reader.chunk(); rest !== undefined; rest = await reader.chunk()) {
          checkZeros(rest, reader.offset - rest.length)
          checkSize(0)
        }
        break
      }
      if (isMetaType(raw.typeflag)) {
        checkMetaSize(raw.size, assembler.metaLimit(raw.typeflag), at)
        const padded = raw.size + tarPaddingLength(raw.size)
        const content = reader.takeNow(padded) ?? (await reader.take(padded))
        if (content.length < padded) throw tarTruncated('an extended header', reader.offset)
        assembler.addMeta(raw.typeflag, content.subarray(0, raw.size), at)
        continue
      }
      const headerOffset = assembler.pendingOffset ?? at
      const header = assembler.finish(raw, at)
      checkSize(header.size)
      const entry = new OpenEntry(header, headerOffset, reader)
      yield entry
      await entry.finish()
    }
    if (assembler.pendingOffset !== undefined)
      throw tarTruncated('an entry that has only an extended header', reader.offset)
  } finally {
    await reader.close()
  }
}

class OpenEntry implements TarEntry {
  readonly header: TarHeader
  readonly offset: number
  readonly headerOffset: number
  readonly #reader: ByteReader
  #left: number
  #state: 'new' | 'reading' | 'left' = 'new'

  constructor(header: TarHeader, headerOffset: number, reader: ByteReader) {
    this.header = header
    this.headerOffset = headerOffset
    this.offset = reader.offset
    this.#reader = reader
    this.#left = header.size
  }

  get body(): AsyncIterable<Uint8Array> {
    return { [Symbol.asyncIterator]: () => this.#iterate() }
  }

  #iterate(): AsyncIterator<Uint8Array> {
    if (this.#state !== 'new') throw outOfSequence(this.header.name)
    this.#state = 'reading'
    return {
      next: async () => {
        if (this.#state === 'left') throw outOfSequence(this.header.name)
        if (this.#left === 0) return { done: true, value: undefined }
        return { done: false, value: await this.#piece() }
      },
    }
  }

  async #piece(): Promise<Uint8Array> {
    const piece = (await this.#reader.chunk(this.#left)) ?? undefined
    if (piece === undefined) throw tarTruncated('the content of an entry', this.#reader.offset)
    this.#left -= piece.length
    return piece
  }

  /** Skips what nobody has read, and the padding. */
  async finish(): Promise<void> {
    this.#state = 'left'
    while (this.#left > 0) {
      const piece = this.#reader.chunkNow(this.#left)
      if (piece.length > 0) this.#left -= piece.length
      else await this.#piece()
    }
    const padding = tarPaddingLength(this.header.size)
    if (this.#reader.takeNow(padding) !== undefined) return
    if ((await this.#reader.take(padding)).length < padding)
      throw tarTruncated('the content of an entry', this.#reader.offset)
  }
}

function outOfSequence(name: string): ArchiveError {
  return new ArchiveError(
    'ERR_ARCHIVE_SEQUENCE',
    `reading the body of ${JSON.stringify(name)}: it was read already, or its reader has gone on to the next entry; read it once, inside the loop`,
    { details: { name } },
  )
}
