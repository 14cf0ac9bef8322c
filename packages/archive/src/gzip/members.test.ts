import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { concatBytes } from '../bytes.ts'
import { collect } from '../source.ts'
import { type GzipMember, gzipMembers } from './members.ts'
import { gunzipStream } from './stream.ts'

const limit = 1 << 24
const contents = [Buffer.from('signature'), Buffer.from('control '.repeat(200)), noise(3_000_000)]
const members = contents.map((content) => gzipSync(content))
const file = concatBytes(members)

/** Bytes that hardly compress, the same every time. */
function noise(size: number): Buffer {
  const bytes = Buffer.alloc(size)
  let state = 1
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    bytes[i] = state >>> 24
  }
  return bytes
}

function* pieces(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size)
}

describe.each([1 << 30, 65536, 1000, 7])('a file in pieces of %i bytes', (size) => {
  const source = () => pieces(size < 100 ? concatBytes(members.slice(0, 2)) : file, size)
  const expected = size < 100 ? 2 : 3

  test('every member has its data, its compressed bytes and its offsets', async () => {
    let index = 0
    let offset = 0
    for await (const member of gzipMembers(source(), { limit })) {
      const compressed: Uint8Array[] = []
      member.tap((bytes) => compressed.push(bytes.slice()))
      expect(member.index).toBe(index)
      expect(member.offset).toBe(offset)
      expect(member.end).toBeUndefined()
      expect(Buffer.compare(await collect(member.data, { limit }), contents[index]!)).toBe(0)
      expect(Buffer.compare(concatBytes(compressed), members[index]!)).toBe(0)
      offset += members[index]!.length
      expect(member.end).toBe(offset)
      index++
    }
    expect(index).toBe(expected)
  })

  test('members that are left unread, or half read, are skipped and tapped all the same', async () => {
    let tapped = 0
    const indexes: number[] = []
    for await (const member of gzipMembers(source(), { limit })) {
      member.tap((bytes) => {
        tapped += bytes.length
      })
      indexes.push(member.index)
      if (member.index !== 1) continue
      for await (const _ of member.data) break
    }
    expect(indexes).toHaveLength(expected)
    expect(tapped).toBe(members.slice(0, expected).reduce((sum, member) => sum + member.length, 0))
  })

  test('all data are joined', async () => {
    const joined = await collect(gunzipStream(source(), { limit }), { limit })
    expect(Buffer.compare(joined, concatBytes(contents.slice(0, expected)))).toBe(0)
  })
})

describe('order', () => {
  test('data are read once, in time, and tapped before', async () => {
    const seen: GzipMember[] = []
    for await (const member of gzipMembers(file, { limit })) {
      if (seen.length === 1) {
        expect(() => seen[0]!.data[Symbol.asyncIterator]()).toThrow(
          expect.objectContaining({ code: 'ERR_ARCHIVE_SEQUENCE' }),
        )
      }
      seen.push(member)
      await collect(member.data, { limit })
      expect(() => member.data[Symbol.asyncIterator]()).toThrow(
        expect.objectContaining({ code: 'ERR_ARCHIVE_SEQUENCE' }),
      )
      expect(() => member.tap(() => {})).toThrow(expect.objectContaining({ code: 'ERR_ARCHIVE_SEQUENCE' }))
    }
  })

  test('leaving the loop closes the source', async () => {
    let closed = false
    async function* source() {
      try {
        yield* pieces(file, 1000)
      } finally {
        closed = true
      }
    }
    for await (const member of gzipMembers(source(), { limit })) {
      for await (const _ of member.data) break
      break
    }
    expect(closed).toBe(true)
  })

  test('an error of the source comes through', async () => {
    async function* source() {
      yield file.subarray(0, 20)
      throw new RangeError('the network is down')
    }
    await expect(collect(gunzipStream(source(), { limit }), { limit })).rejects.toThrow('the network is down')
  })
})

test('a bomb stops in the middle, long before it is expanded', async () => {
  const bomb = gzipSync(new Uint8Array(64 << 20), { level: 9 })
  let received = 0
  const reading = (async () => {
    for await (const piece of gunzipStream(bomb, { limit: 1 << 20 })) received += piece.length
  })()
  await expect(reading).rejects.toMatchObject({ code: 'ERR_ARCHIVE_LIMIT', details: { limit: 1 << 20 } })
  expect(received).toBeLessThanOrEqual(1 << 20)
})
