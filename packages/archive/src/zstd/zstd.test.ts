import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concatBytes } from '../bytes.ts'
import { ArchiveError } from '../error.ts'
import { collect } from '../source.ts'
import { unzstd, zstd, zstdStream } from './zstd.ts'

const limit = 1 << 20
const text = Buffer.from('many small words '.repeat(500))

describe('zstd', () => {
  test('what was compressed expands to the same', async () => {
    for (const level of [1, 3, 19, 22]) {
      const frame = await zstd(text, { level })
      expect(zstdDecompressSync(frame).equals(text)).toBe(true)
      expect(Buffer.compare(await unzstd(frame, { limit }), text)).toBe(0)
    }
  })

  test('frames that follow each other are joined', async () => {
    const file = concatBytes([zstdCompressSync(text), zstdCompressSync(''), zstdCompressSync('more')])
    expect(Buffer.compare(await unzstd(file, { limit }), Buffer.from(`${text}more`))).toBe(0)
    const bytewise = Array.from(file, (byte) => Uint8Array.of(byte))
    expect((await collect(zstdStream(bytewise, { limit }), { limit })).length).toBe(text.length + 4)
  })

  test('a bomb stops at the limit', async () => {
    const bomb = zstdCompressSync(new Uint8Array(50 << 20))
    await expect(unzstd(bomb, { limit })).rejects.toMatchObject({ code: 'ERR_ARCHIVE_LIMIT' })
  })

  test('cut, changed or absent frames give a coded error', async () => {
    const frame = zstdCompressSync(text)
    for (const broken of [
      frame.subarray(0, 0),
      frame.subarray(0, 3),
      frame.subarray(0, -1),
      text,
      concatBytes([frame, text]),
    ]) {
      await expect(unzstd(broken, { limit })).rejects.toMatchObject({ code: 'ERR_ARCHIVE_ZSTD_DATA' })
    }
    await fc.assert(
      fc.asyncProperty(fc.nat(frame.length - 1), fc.nat(255), async (at, value) => {
        const changed = new Uint8Array(frame)
        changed[at] = value
        await unzstd(changed, { limit }).catch((error: unknown) => expect(error).toBeInstanceOf(ArchiveError))
      }),
    )
  })

  test.each([0, 23, 2.5])('level %d is refused', async (level) => {
    await expect(zstd(text, { level })).rejects.toMatchObject({ code: 'ERR_ARCHIVE_ARGUMENT' })
  })
})
