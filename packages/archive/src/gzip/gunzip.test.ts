import { gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concatBytes } from '../bytes.ts'
import { ArchiveError } from '../error.ts'
import { gunzip, gunzipMember } from './gunzip.ts'
import { gzip } from './gzip.ts'

const limit = 1 << 20
const text = new TextEncoder().encode('the quick brown fox '.repeat(50))

/** A member with a header made by hand: flags and what they announce. */
function withHeader(flags: number, fields: readonly number[]): Uint8Array {
  const plain = gzipSync(text)
  return concatBytes([
    Uint8Array.of(0x1f, 0x8b, 8, flags, 1, 2, 3, 4, 0, 3),
    Uint8Array.from(fields),
    plain.subarray(10),
  ])
}

describe('headers (RFC 1952 §2.3)', () => {
  test.each([
    ['FTEXT', 1, []],
    ['FEXTRA', 4, [3, 0, 65, 66, 0]],
    ['FNAME', 8, [97, 98, 0]],
    ['FCOMMENT', 16, [99, 0]],
    ['FEXTRA, FNAME and FCOMMENT', 28, [2, 0, 0, 0, 97, 0, 98, 0]],
  ])('%s is skipped', async (_name, flags, fields) => {
    const member = withHeader(flags, fields)
    expect([...gunzipSync(member)]).toEqual([...text])
    expect(await gunzip(member, { limit })).toEqual(text)
    expect(gunzipMember(member, 0, { limit })).toMatchObject({ end: member.length })
  })

  test('FHCRC is checked', async () => {
    // CRC-32 of 1f 8b 08 02 01 02 03 04 00 03 is 0xda48f78a, by python zlib.crc32.
    const header = Uint8Array.of(0x1f, 0x8b, 8, 2, 1, 2, 3, 4, 0, 3)
    const { crc32 } = await import('node:zlib')
    const crc = crc32(header) & 0xffff
    const good = concatBytes([header, Uint8Array.of(crc & 255, crc >> 8), gzipSync(text).subarray(10)])
    expect(gunzipMember(good, 0, { limit }).data).toEqual(text)
    const bad = concatBytes([header, Uint8Array.of((crc & 255) ^ 1, crc >> 8), gzipSync(text).subarray(10)])
    expect(() => gunzipMember(bad, 0, { limit })).toThrow(expect.objectContaining({ code: 'ERR_ARCHIVE_GZIP_HEADER' }))
  })

  test.each([
    ['another first byte', [0x1e, 0x8b, 8, 0]],
    ['another second byte', [0x1f, 0x8c, 8, 0]],
    ['another method', [0x1f, 0x8b, 7, 0]],
    ['a reserved flag', [0x1f, 0x8b, 8, 0x20]],
  ])('%s is refused', async (_name, start) => {
    const member = concatBytes([Uint8Array.from(start), gzipSync(text).subarray(4)])
    await expect(gunzip(member, { limit })).rejects.toMatchObject({ code: 'ERR_ARCHIVE_GZIP_HEADER' })
    expect(() => gunzipMember(member, 0, { limit })).toThrow(
      expect.objectContaining({ code: 'ERR_ARCHIVE_GZIP_HEADER' }),
    )
  })

  test('a name without end is refused before much of it is held', async () => {
    const member = concatBytes([Uint8Array.of(0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3), new Uint8Array(400_000).fill(97)])
    await expect(gunzip(member, { limit })).rejects.toMatchObject({ code: 'ERR_ARCHIVE_GZIP_HEADER' })
  })
})

describe('trailers (RFC 1952 §2.3.1)', () => {
  const member = gzipSync(text)

  test.each([
    ['CRC-32', 8],
    ['length', 4],
  ])('a wrong %s is refused', async (field, fromEnd) => {
    const wrong = new Uint8Array(member)
    wrong[wrong.length - fromEnd]! ^= 1
    const error = { code: 'ERR_ARCHIVE_GZIP_CHECKSUM', details: { field } }
    await expect(gunzip(wrong, { limit })).rejects.toMatchObject(error)
    expect(() => gunzipMember(wrong, 0, { limit })).toThrow(expect.objectContaining({ code: error.code }))
  })

  test('a file cut anywhere is truncated', async () => {
    for (let length = 0; length < member.length; length += 3) {
      const cut = member.subarray(0, length)
      await expect(gunzip(cut, { limit }), `${length} bytes`).rejects.toMatchObject({ code: 'ERR_ARCHIVE_TRUNCATED' })
      expect(() => gunzipMember(cut, 0, { limit })).toThrow(expect.objectContaining({ code: 'ERR_ARCHIVE_TRUNCATED' }))
    }
  })
})

describe('members', () => {
  const first = gzipSync(text)
  const second = gzipSync('more', { level: 1 })

  test('all are joined', async () => {
    const joined = await gunzip(concatBytes([first, second, gzipSync('')]), { limit })
    expect(Buffer.from(joined).toString()).toBe(`${Buffer.from(text)}more`)
  })

  test('each can be read for itself', () => {
    const file = concatBytes([first, second])
    const a = gunzipMember(file, 0, { limit })
    const b = gunzipMember(file, a.end, { limit })
    expect(a.end).toBe(first.length)
    expect(Buffer.from(b.data).toString()).toBe('more')
    expect(b.end).toBe(file.length)
  })

  test.each([
    ['zeros', new Uint8Array(16)],
    ['one byte', Uint8Array.of(7)],
    ['half a magic', Uint8Array.of(0x1f, 0x8c)],
  ])('%s after the last are refused', async (_name, garbage) => {
    const file = concatBytes([first, garbage])
    await expect(gunzip(file, { limit })).rejects.toMatchObject({
      code: 'ERR_ARCHIVE_GZIP_TRAILING',
      details: { offset: first.length },
    })
  })

  test('no bytes at all are no gzip file', async () => {
    await expect(gunzip(new Uint8Array(0), { limit })).rejects.toMatchObject({ code: 'ERR_ARCHIVE_TRUNCATED' })
  })
})

describe('limits', () => {
  const bomb = gzipSync(new Uint8Array(50 << 20), { level: 9 })

  test('a bomb stops at the limit', async () => {
    await expect(gunzip(bomb, { limit })).rejects.toMatchObject({ code: 'ERR_ARCHIVE_LIMIT', details: { limit } })
    expect(() => gunzipMember(bomb, 0, { limit })).toThrow(expect.objectContaining({ code: 'ERR_ARCHIVE_LIMIT' }))
  })

  test('the limit is over all members', async () => {
    const member = gzipSync(new Uint8Array(600))
    expect((await gunzip(concatBytes([member, member]), { limit: 1200 })).length).toBe(1200)
    await expect(gunzip(concatBytes([member, member]), { limit: 1199 })).rejects.toMatchObject({
      code: 'ERR_ARCHIVE_LIMIT',
    })
  })

  test('as much as the limit is accepted, and nothing within no bytes', async () => {
    expect(gunzipMember(gzipSync('abc'), 0, { limit: 3 }).data.length).toBe(3)
    expect(() => gunzipMember(gzipSync('abc'), 0, { limit: 2 })).toThrow(
      expect.objectContaining({ code: 'ERR_ARCHIVE_LIMIT' }),
    )
    expect(gunzipMember(gzipSync(''), 0, { limit: 0 }).data.length).toBe(0)
    expect(() => gunzipMember(gzipSync('a'), 0, { limit: 0 })).toThrow(
      expect.objectContaining({ code: 'ERR_ARCHIVE_LIMIT' }),
    )
  })
})

describe('any bytes', () => {
  test('what was compressed expands to the same', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 5000 }), fc.integer({ min: 1, max: 9 }), async (bytes, level) => {
        const member = await gzip(bytes, { level })
        expect(gunzipSync(member)).toEqual(Buffer.from(bytes))
        expect(Buffer.from(await gunzip(member, { limit }))).toEqual(Buffer.from(bytes))
      }),
    )
  })

  test('changed files expand to what Node expands them to, or give a coded error', async () => {
    const file = concatBytes([gzipSync(text), gzipSync('more')])
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        fc.nat(file.length),
        fc.boolean(),
        async (changes, length, cut) => {
          const changed = new Uint8Array(file.subarray(0, cut ? length : file.length))
          for (const [at, value] of changes) if (at < changed.length) changed[at] = value
          let expanded: Uint8Array
          try {
            expanded = await gunzip(changed, { limit })
          } catch (error) {
            expect(error).toBeInstanceOf(ArchiveError)
            return
          }
          expect(Buffer.from(expanded)).toEqual(gunzipSync(changed))
        },
      ),
      { numRuns: 500 },
    )
  })
})
