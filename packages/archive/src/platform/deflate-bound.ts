/** No finished stream of `size` bytes is longer: stored blocks add five bytes for 16 383 or more (zlib `deflateBound`). */
export function deflateBound(size: number): number {
  return size + (size >>> 11) + 256
}

/**
 * No chunk of `size` bytes is longer, with the flush at its end. A block at memory level 9 may be longer than the window, so that it cannot be
 * stored any more and grows as a block of fixed codes does (zlib `deflateBound`).
 */
export function chunkBound(size: number): number {
  return size + (size >>> 3) + (size >>> 8) + (size >>> 9) + 256
}
