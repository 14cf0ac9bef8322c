import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readTarget, writeTarget } from './target.ts'

const nothing = { linkname: '', devmajor: 0, devminor: 0 }

describe('targets of files', () => {
  it.each([
    ['a symlink', { ...nothing, type: 'symlink', linkname: '../b' } as const, [0x00, 0xa0, 46, 46, 47, 98]],
    ['a hard link', { ...nothing, type: 'hardlink', linkname: 'a/b' } as const, [0x00, 0x80, 97, 47, 98]],
    [
      'a character device',
      { ...nothing, type: 'char', devmajor: 1, devminor: 3 } as const,
      [0x00, 0x20, 3, 1, 0, 0, 0, 0, 0, 0],
    ],
    [
      'a block device',
      { ...nothing, type: 'block', devmajor: 8, devminor: 0 } as const,
      [0x00, 0x60, 0, 8, 0, 0, 0, 0, 0, 0],
    ],
    ['a fifo', { ...nothing, type: 'fifo' } as const, [0x00, 0x10, 0, 0, 0, 0, 0, 0, 0, 0]],
  ])('say file type and more for %s', (_, target, bytes) => {
    expect([...writeTarget(target)]).toEqual(bytes)
    expect(readTarget(Uint8Array.from(bytes))).toEqual(target)
  })

  it('put device numbers together as Linux does', () => {
    const device = { ...nothing, type: 'char', devmajor: 0x12345, devminor: 0x678ab } as const
    expect([...writeTarget(device)].slice(2)).toEqual([0xab, 0x45, 0x83, 0x67, 0x00, 0x20, 0x01, 0x00])
    fc.assert(
      fc.property(fc.nat(0xffff_ffff), fc.nat(0xffff_ffff), (devmajor, devminor) => {
        expect(readTarget(writeTarget({ ...device, devmajor, devminor }))).toEqual({ ...device, devmajor, devminor })
      }),
    )
  })

  it.each([
    ['nothing', []],
    ['half a type', [0]],
    ['a directory', [0x00, 0x40]],
    ['a socket', [0x00, 0xc0]],
    ['permission bits', [0xed, 0xa1, 98]],
    ['a short device number', [0x00, 0x20, 3, 1]],
    ['a long device number', [0x00, 0x20, 3, 1, 0, 0, 0, 0, 0, 0, 0]],
  ])('refuse %s', (_, bytes) => {
    expect(() => readTarget(Uint8Array.from(bytes))).toThrow(expect.objectContaining({ code: 'ERR_APK_ADB_ENTRY' }))
  })
})
