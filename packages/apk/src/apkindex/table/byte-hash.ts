import { encodeText } from '@nacre/archive'

/** FNV-1a with 32 bits (G. Fowler, L. C. Noll, K.-P. Vo), its high bits folded into the low ones. */
export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = SEED
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, PRIME)
  return fold(hash)
}

const SEED = 0x811c9dc5
const PRIME = 16_777_619

function fold(hash: number): number {
  return (hash ^ (hash >>> 15)) >>> 0
}

/** {@link hashBytes} of the bytes that the text is written with. */
export function hashText(text: string): number {
  let hash = SEED
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code > 127) {
      const bytes = encodeText(text)
      return hashBytes(bytes, 0, bytes.length)
    }
    hash = Math.imul(hash ^ code, PRIME)
  }
  return fold(hash)
}

/** True where the bytes from `start` to before `end` are those that the text is written with. */
export function isText(bytes: Uint8Array, start: number, end: number, text: string): boolean {
  if (text.length > end - start) return false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code > 127) return isBytes(bytes, start, end, encodeText(text))
    if (bytes[start + at] !== code) return false
  }
  return text.length === end - start
}

function isBytes(bytes: Uint8Array, start: number, end: number, others: Uint8Array): boolean {
  if (others.length !== end - start) return false
  for (let at = 0; at < others.length; at++) if (bytes[start + at] !== others[at]) return false
  return true
}
