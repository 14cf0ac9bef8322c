import { ArchiveError } from './error.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const values: Int8Array = (() => {
  const table = new Int8Array(128).fill(-1)
  for (let i = 0; i < alphabet.length; i++) table[alphabet.charCodeAt(i)] = i
  return table
})()

const alphabetCodes = new TextEncoder().encode(alphabet)
const ascii = new TextDecoder()
const PADDING = 61

/** Base64 of bytes in the standard alphabet with padding (RFC 4648 §4). */
export function toBase64(bytes: Uint8Array): string {
  // Decoded at once: a string put together by + keeps each part alive, a kilobyte for a digest.
  const text = new Uint8Array(4 * Math.ceil(bytes.length / 3)).fill(PADDING)
  let out = 0
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i
    const group = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    text[out++] = alphabetCodes[group >> 18]!
    text[out++] = alphabetCodes[(group >> 12) & 63]!
    if (left > 1) text[out++] = alphabetCodes[(group >> 6) & 63]!
    if (left > 2) text[out++] = alphabetCodes[group & 63]!
  }
  return ascii.decode(text)
}

/**
 * Bytes of Base64 text in the standard alphabet, with or without padding.
 * The spare bits of the last character are not looked at.
 *
 * @throws ArchiveError `ERR_ARCHIVE_ENCODING` for another character or an impossible length.
 */
export function fromBase64(text: string): Uint8Array {
  let end = text.length
  if (end % 4 === 0 && end > 0 && text.charAt(end - 1) === '=') end -= text.charAt(end - 2) === '=' ? 2 : 1
  if (end % 4 === 1) throw malformed(text.length)
  const bytes = new Uint8Array(Math.floor((end * 3) / 4))
  let held = 0
  let bits = 0
  let out = 0
  for (let i = 0; i < end; i++) {
    const value = values[text.charCodeAt(i)] ?? -1
    if (value < 0) throw malformed(text.length)
    held = ((held << 6) | value) & 0xffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes[out++] = (held >> bits) & 255
    }
  }
  return bytes
}

function malformed(length: number): ArchiveError {
  return new ArchiveError(
    'ERR_ARCHIVE_ENCODING',
    `decoding Base64 text of ${length} characters: it has a character outside the standard alphabet or an impossible length; check where the text comes from`,
    { details: { length } },
  )
}
