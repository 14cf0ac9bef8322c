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
