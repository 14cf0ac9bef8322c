/** One DER element: tag, definite length, content (X.690, 8.1). */
export function derOctets(tag: number, content: Uint8Array): Uint8Array {
  const length = derLength(content.length)
  const element = new Uint8Array(1 + length.length + content.length)
  element[0] = tag
  element.set(length, 1)
  element.set(content, 1 + length.length)
  return element
}

/** A DER SEQUENCE of encoded elements (X.690, 8.9). */
export function derSequence(...elements: readonly Uint8Array[]): Uint8Array {
  const content = new Uint8Array(elements.reduce((total, element) => total + element.length, 0))
  let position = 0
  for (const element of elements) {
    content.set(element, position)
    position += element.length
  }
  return derOctets(0x30, content)
}

function derLength(length: number): number[] {
  if (length < 0x80) return [length]
  const bytes: number[] = []
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256)
  return [0x80 | bytes.length, ...bytes]
}

/** Where the content of the DER element at an offset lies (X.690, 8.1), or undefined where no element with that tag is. */
export function derContent(der: Uint8Array, offset: number, tag: number): { start: number; end: number } | undefined {
  const first = der[offset + 1]
  if (der[offset] !== tag || first === undefined) return undefined
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f
  if (lengthBytes > 4) return undefined
  let length = lengthBytes === 0 ? first : 0
  for (let byte = 0; byte < lengthBytes; byte++) length = length * 256 + (der[offset + 2 + byte] ?? 0)
  const start = offset + 2 + lengthBytes
  return start + length <= der.length ? { start, end: start + length } : undefined
}
