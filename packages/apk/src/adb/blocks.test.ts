import { concatBytes } from '@nacre/archive'
import { describe, expect, it } from 'vitest'
import { blockHead, blockPadding, blockType, readBlocks } from './blocks.ts'

const u32 = (word: number): Uint8Array => new Uint8Array(Uint32Array.of(word).buffer)
const refused = expect.objectContaining({ code: 'ERR_APK_ADB_BLOCK' })

function block(type: number, payload: Uint8Array): Uint8Array {
  const head = blockHead(type, payload.length)
  return concatBytes([head, payload, blockPadding(head.length + payload.length)])
}

/** Header word 3 << 30 | type, 4 bytes reserved, 64-bit size. */
function longBlock(type: number, payload: Uint8Array): Uint8Array {
  const size = 16 + payload.length
  return concatBytes([u32(0xc000_0000 + type), u32(0), u32(size), u32(0), payload, blockPadding(size)])
}

const some = Uint8Array.of(1, 2, 3)

describe('ADB blocks', () => {
  it('puts type and size, head included, into one word, and pads to 8', () => {
    expect([...block(blockType.signature, some)]).toEqual([7, 0, 0, 0x40, 1, 2, 3, 0])
    expect(block(blockType.data, new Uint8Array(4)).length).toBe(8)
    expect(block(blockType.data, new Uint8Array(5)).length).toBe(16)
  })

  it('uses the long form from 0x3ffffffc bytes of payload on', () => {
    expect([...blockHead(blockType.data, 0x3fff_fffb)]).toEqual([0xff, 0xff, 0xff, 0xbf])
    expect([...blockHead(blockType.data, 0x3fff_fffc)]).toEqual([
      2, 0, 0, 0xc0, 0, 0, 0, 0, 0x0c, 0, 0, 0x40, 0, 0, 0, 0,
    ])
    expect([...blockHead(blockType.data, 2 ** 32)].slice(8)).toEqual([0x10, 0, 0, 0, 1, 0, 0, 0])
  })

  it('gives each payload and where it begins', () => {
    const file = concatBytes([block(0, some), block(1, some), block(2, some)])
    expect([...readBlocks(file, 0)].map(({ type, start, payload }) => [type, start, [...payload]])).toEqual([
      [0, 4, [1, 2, 3]],
      [1, 12, [1, 2, 3]],
      [2, 20, [1, 2, 3]],
    ])
  })

  it('accepts the long form for any size', () => {
    const [first, second] = readBlocks(concatBytes([longBlock(0, some), longBlock(2, some)]), 0)
    expect([first?.type, first?.payload.length, second?.type, second?.start]).toEqual([0, 3, 2, 40])
  })

  it('does not look at padding', () => {
    const file = block(0, some)
    file[7] = 0xff
    expect([...readBlocks(file, 0)]).toHaveLength(1)
  })

  it.each([
    ['a signature first', [block(1, some)]],
    ['data first', [block(2, some)]],
    ['two ADB blocks', [block(0, some), block(0, some)]],
    ['a signature behind data', [block(0, some), block(2, some), block(1, some)]],
    ['an unknown type', [block(0, some), longBlock(3, some)]],
    ['a size below that of the head', [u32(3), u32(0)]],
    ['a long size below that of the head', [u32(0xc000_0000), u32(0), u32(15), u32(0)]],
    ['a size beyond the end', [u32(64), u32(0)]],
    ['a missing padding', [block(0, some).subarray(0, 7)]],
    ['stray bytes', [block(0, some), Uint8Array.of(1, 2)]],
    ['half a long head', [u32(0xc000_0000), u32(0)]],
  ])('refuses %s', (_, pieces) => {
    expect(() => [...readBlocks(concatBytes(pieces), 0)]).toThrow(refused)
  })
})
