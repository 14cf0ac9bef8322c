import { deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { compressAdb, decompressAdb } from './compression.ts'

const file = new TextEncoder().encode(`ADB.pckg${'x'.repeat(5000)}`)
const ascii = (bytes: Uint8Array): string => String.fromCharCode(...bytes)
const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0

describe('compression of v3 files', () => {
  it('is ADBd and raw deflate of level 9 unless told otherwise', async () => {
    const packed = await compressAdb(file)
    expect(ascii(packed.subarray(0, 4))).toBe('ADBd')
    expect(same(packed.subarray(4), deflateRawSync(file, { level: 9 }))).toBe(true)
  })

  it('leaves the file as it is without compression', async () => {
    expect(await compressAdb(file, { algorithm: 'none' })).toBe(file)
  })

  it.each([
    [{ algorithm: 'deflate', level: 3 } as const, [1, 3]],
    [{ algorithm: 'zstd' } as const, [2, 0]],
    [{ algorithm: 'zstd', level: 19 } as const, [2, 19]],
  ])('says ADBc, algorithm and level for %j', async (compression, spec) => {
    const packed = await compressAdb(file, compression)
    expect(ascii(packed.subarray(0, 4))).toBe('ADBc')
    expect([...packed.subarray(4, 6)]).toEqual(spec)
    expect(same(await decompressAdb(packed, file.length), file)).toBe(true)
  })

  it('does not care about the level written', async () => {
    const packed = await compressAdb(file, { algorithm: 'zstd', level: 1 })
    packed[5] = 200
    expect(same(await decompressAdb(packed, file.length), file)).toBe(true)
  })

  it.each(['none', 'deflate', 'zstd'] as const)('stops at the limit (%s)', async (algorithm) => {
    const packed = await compressAdb(file, { algorithm })
    await expect(decompressAdb(packed, file.length - 1)).rejects.toMatchObject({ code: 'ERR_APK_LIMIT' })
  })

  it.each([
    ['anything else', Uint8Array.of(0x1f, 0x8b, 8, 0), 'ERR_APK_ADB_HEADER'],
    ['an unknown form', new TextEncoder().encode('ADBz'), 'ERR_APK_ADB_COMPRESSION'],
    ['an unknown algorithm', Uint8Array.of(0x41, 0x44, 0x42, 0x63, 3, 0), 'ERR_APK_ADB_COMPRESSION'],
    ['nothing behind the head', new TextEncoder().encode('ADBd'), 'ERR_APK_TRUNCATED'],
    ['a broken stream', Uint8Array.of(0x41, 0x44, 0x42, 0x64, 0xff, 0xff), 'ERR_APK_ARCHIVE'],
  ])('refuses %s', async (_, bytes, code) => {
    await expect(decompressAdb(bytes, 1000)).rejects.toMatchObject({ code })
  })

  it('refuses bytes behind the stream', async () => {
    const packed = await compressAdb(file)
    const longer = new Uint8Array([...packed, 0])
    await expect(decompressAdb(longer, file.length)).rejects.toMatchObject({ code: 'ERR_APK_ADB_COMPRESSION' })
  })
})
