/** One block of a deflate stream (RFC 1951 §2.3). */
export interface DeflateBlock {
  /** Its first bit, that of BFINAL, counted from the start of the stream. */
  readonly bit: number
  /** Offset of its first plain byte. */
  readonly start: number
  /** The lowest plain offset that it refers to; its own start where that is no lower. */
  readonly lowest: number
}

/** A deflate stream as its blocks. */
export interface DeflateBlocks {
  /** All of them, in order. Each ends where the next one begins. */
  readonly blocks: readonly DeflateBlock[]
  /** Bytes of plain data. */
  readonly size: number
  /** The bit after the last block. */
  readonly endBit: number
}

/** Consecutive blocks of a stream: from `first` up to but without `last`. */
export interface BlockRange {
  readonly first: number
  readonly last: number
}

/** Offset of the byte after the plain bytes of a block. */
export function blockEnd({ blocks, size }: DeflateBlocks, index: number): number {
  return blocks[index + 1]?.start ?? size
}

/** The first bit of a block, or the bit after the last one. */
export function blockBit({ blocks, endBit }: DeflateBlocks, index: number): number {
  return blocks[index]?.bit ?? endBit
}

/** Offset of the first byte, that of LEN, after the header bits of a stored block (RFC 1951 §3.2.4). */
export function storedLengthAt(bit: number): number {
  return Math.ceil((bit + 3) / 8)
}
