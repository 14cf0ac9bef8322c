/** No bytes. */
export const noBytes: Uint8Array = new Uint8Array(0)

/** Arrays joined into one. A single array is handed back as it is. */
export function concatBytes(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 0) return noBytes
  if (pieces.length === 1) return pieces[0]!
  let size = 0
  for (const piece of pieces) size += piece.length
  const joined = new Uint8Array(size)
  let at = 0
  for (const piece of pieces) {
    joined.set(piece, at)
    at += piece.length
  }
  return joined
}

/** Whether two arrays hold the same bytes. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
