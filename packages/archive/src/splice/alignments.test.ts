import { inflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { inflateRaw as portable } from '../platform/portable-inflate.ts'
import { alignments } from './alignments.ts'
import { scanDeflate } from './scan.ts'

describe.each([0, 1, 2, 3, 4, 5, 6, 7])('empty blocks that end %i bits after a byte', (bits) => {
  /** An empty final block of fixed codes (RFC 1951 §3.2.6) after them: 1, 1, and eight times 0. */
  const stream = (() => {
    const before = alignments[bits]!
    const at = bits === 0 ? before.length : before.length - 1
    const bytes = new Uint8Array(at + 2 + (bits > 6 ? 1 : 0))
    bytes.set(before)
    bytes[at]! |= (3 << bits) & 0xff
    if (bits === 7) bytes[at + 1] = 1
    return bytes
  })()

  test('are a part of a stream of nothing for zlib and for pako', () => {
    expect(inflateRawSync(stream)).toHaveLength(0)
    expect(portable(stream, { limit: 10 })).toEqual({ data: new Uint8Array(0), consumed: stream.length })
  })

  test('are blocks of no bytes that end there', () => {
    const { blocks, size, endBit } = scanDeflate(stream)
    expect(size).toBe(0)
    expect(blocks.at(-1)!.bit % 8).toBe(bits)
    expect(endBit - blocks.at(-1)!.bit).toBe(10)
  })
})
