import { platform } from '#platform'
import { concatBytes, equalBytes } from '../bytes.ts'
import type { Hasher } from '../platform/platform.ts'
import { encodeText } from '../tar/text.ts'

/**
 * What follows the content in the file of an entry. All numbers are little-endian.
 *
 * | bytes | what |
 * |---|---|
 * | 4 a block | CRC-32 of each block of 32 KiB of content |
 * | 32 | SHA-256 of the content where that is its name, else zeros |
 * | 8 | length of the content |
 * | 4 | CRC-32 of all of the footer before |
 * | 8 | `nacre-2\n` |
 */
export interface Footer {
  readonly size: number
  /** SHA-256 of content that is named by it: hashing 127 MB of packages for nothing took 75 ms. */
  readonly sha256: Uint8Array | undefined
  /** CRC-32 of each block. */
  readonly blocks: Uint32Array
}

/** A footer that was written or read: with the CRC-32 of itself. */
export interface WrittenFooter extends Footer {
  readonly crc: number
}

/** Length of the pieces of content that are verified for themselves. */
export const BLOCK_SIZE: number = 32 * 1024

/** Length of the part of a footer that is always there. */
export const FIXED_FOOTER = 52

const magic = encodeText('nacre-2\n')

/** Length of the whole footer after `size` bytes of content. */
export function footerLength(size: number): number {
  return 4 * Math.ceil(size / BLOCK_SIZE) + FIXED_FOOTER
}

/** Length of content, from the last {@link FIXED_FOOTER} bytes of a file of `fileSize` bytes; undefined for what is no entry. */
export function contentSize(fixed: Uint8Array, fileSize: number): number | undefined {
  if (fixed.length !== FIXED_FOOTER || !equalBytes(fixed.subarray(44), magic)) return undefined
  const view = new DataView(fixed.buffer, fixed.byteOffset, FIXED_FOOTER)
  const size = view.getUint32(32, true) + view.getUint32(36, true) * 2 ** 32
  return size + footerLength(size) === fileSize ? size : undefined
}

/** Writes a footer. */
export function encodeFooter(footer: Footer): { readonly bytes: Uint8Array; readonly crc: number } {
  const table = new Uint8Array(footer.blocks.length * 4)
  const tableView = new DataView(table.buffer)
  for (const [i, crc] of footer.blocks.entries()) tableView.setUint32(4 * i, crc, true)
  const fixed = new Uint8Array(FIXED_FOOTER)
  const view = new DataView(fixed.buffer)
  if (footer.sha256 !== undefined) fixed.set(footer.sha256)
  view.setUint32(32, footer.size % 2 ** 32, true)
  view.setUint32(36, Math.floor(footer.size / 2 ** 32), true)
  const crc = platform.crc32(fixed.subarray(0, 40), platform.crc32(table, 0))
  view.setUint32(40, crc, true)
  fixed.set(magic, 44)
  return { bytes: concatBytes([table, fixed]), crc }
}

/** Reads a footer; undefined where it is damaged. */
export function decodeFooter(bytes: Uint8Array, size: number): WrittenFooter | undefined {
  if (bytes.length !== footerLength(size)) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const fixed = bytes.length - FIXED_FOOTER
  const crc = platform.crc32(bytes.subarray(0, fixed + 40), 0)
  if (view.getUint32(fixed + 40, true) !== crc) return undefined
  const blocks = new Uint32Array(fixed / 4)
  for (let i = 0; i < blocks.length; i++) blocks[i] = view.getUint32(4 * i, true)
  return { size, sha256: bytes.subarray(fixed, fixed + 32), blocks, crc }
}

/** Computes a footer while content passes by. */
export class FooterBuilder {
  #size = 0
  readonly #hasher: Hasher | undefined
  readonly #blocks: number[] = []
  #crc = 0
  #inBlock = 0

  /** @param options.digest whether the content is named by its digest */
  constructor(options: { readonly digest: boolean }) {
    this.#hasher = options.digest ? platform.createHasher('sha256') : undefined
  }

  add(bytes: Uint8Array): void {
    this.#hasher?.update(bytes)
    this.#size += bytes.length
    for (let at = 0; at < bytes.length; ) {
      const part = bytes.subarray(at, at + BLOCK_SIZE - this.#inBlock)
      this.#crc = platform.crc32(part, this.#crc)
      this.#inBlock += part.length
      at += part.length
      if (this.#inBlock === BLOCK_SIZE) this.#closeBlock()
    }
  }

  finish(): Footer {
    if (this.#inBlock > 0) this.#closeBlock()
    return { size: this.#size, sha256: this.#hasher?.digest(), blocks: Uint32Array.from(this.#blocks) }
  }

  #closeBlock(): void {
    this.#blocks.push(this.#crc)
    this.#crc = 0
    this.#inBlock = 0
  }
}

/**
 * The number of the first damaged block of whole ones that begin with block `first`; undefined where there is none.
 *
 * @param parts the blocks, cut anywhere
 */
export function damagedBlock(parts: readonly Uint8Array[], { blocks }: Footer, first: number): number | undefined {
  let block = first
  let crc = 0
  let inBlock = 0
  for (const part of parts) {
    for (let at = 0; at < part.length; ) {
      const piece = part.subarray(at, at + BLOCK_SIZE - inBlock)
      crc = platform.crc32(piece, crc)
      inBlock += piece.length
      at += piece.length
      if (inBlock < BLOCK_SIZE) continue
      if (crc !== blocks[block]) return block
      block++
      crc = 0
      inBlock = 0
    }
  }
  return inBlock > 0 && crc !== blocks[block] ? block : undefined
}
