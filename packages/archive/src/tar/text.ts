const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const encoder = new TextEncoder()

/**
 * Text of bytes, which need not be UTF-8: a byte that is part of no valid sequence becomes a lone surrogate U+DC80 to U+DCFF (PEP 383).
 * {@link encodeText} gives the same bytes back.
 */
export function decodeText(bytes: Uint8Array): string {
  return decodeTextPart(bytes, 0, bytes.length)
}

/** {@link decodeText} of the bytes from `start` to before `end`. */
export function decodeTextPart(whole: Uint8Array, start: number, end: number): string {
  if (start === end) return ''
  // Up to a dozen characters are put together sooner than decoded: 40 take 0.9 µs against 0.4 µs.
  if (end - start <= 12) {
    let text = ''
    let i = start
    for (; i < end && whole[i]! < 128; i++) text += String.fromCharCode(whole[i]!)
    if (i === end) return text
  }
  const bytes = whole.subarray(start, end)
  try {
    return utf8.decode(bytes)
  } catch {
    return decodeEscaping(bytes)
  }
}

/** Bytes of text: UTF-8, and the bytes that {@link decodeText} has kept as lone surrogates. */
export function encodeText(text: string): Uint8Array {
  if (text.isWellFormed()) return encoder.encode(text)
  const bytes: number[] = []
  for (const character of text) {
    const code = character.codePointAt(0)!
    if (code >= 0xdc80 && code <= 0xdcff) bytes.push(code - 0xdc00)
    else bytes.push(...encoder.encode(character))
  }
  return Uint8Array.from(bytes)
}

function decodeEscaping(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; ) {
    const length = sequenceLength(bytes[i]!)
    const sequence = length === 0 ? undefined : validSequence(bytes.subarray(i, i + length))
    if (sequence === undefined) {
      text += String.fromCharCode(0xdc00 + bytes[i]!)
      i++
    } else {
      text += sequence
      i += length
    }
  }
  return text
}

function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1
  if (lead < 0xc2 || lead > 0xf4) return 0
  return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
}

function validSequence(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}
