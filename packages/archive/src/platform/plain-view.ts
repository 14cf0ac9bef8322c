/** The same memory as a plain array: a `Buffer` differs in what `slice` and `toString` do, which no caller should meet. */
export function plainView(buffer: Uint8Array): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length)
}
