import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concatBytes } from '../bytes.ts'
import { createTar } from '../tar/create.ts'
import { encodeTarHeader } from '../tar/encode.ts'
import { TAR_END } from '../tar/header.ts'
import { MAX_CHUNK } from './compressor.ts'
import { type Chunk, type CutEntry, contentChunks, cutTar, fillChunk, OWN_CHUNKS_FROM } from './cut.ts'

interface Content {
  readonly size: number
  readonly bytes: Uint8Array
}

const entry = (name: string, bytes: Uint8Array): CutEntry<Content> => ({
  header: encodeTarHeader({ name, size: bytes.length }),
  content: { size: bytes.length, bytes },
})
const fill = ({ bytes }: Content, offset: number, place: Uint8Array) => {
  const found = bytes.subarray(offset, offset + place.length)
  place.set(found)
  return found.length
}
const read = (chunk: Chunk<Content>) => fillChunk(chunk, new Uint8Array(MAX_CHUNK).fill(0xee), fill)
const filled = (size: number, value = 1) => new Uint8Array(size).fill(value)

async function cut(entries: Iterable<CutEntry<Content>>, end: Uint8Array = TAR_END): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = []
  for (const chunk of cutTar(entries, { end })) {
    const bytes = await read(chunk)
    expect(bytes.length).toBe(chunk.size)
    chunks.push(bytes)
  }
  return chunks
}

describe('the chunks are the archive', () => {
  test('of any entries, none longer than the limit and none empty', async () => {
    const size = fc.oneof(
      fc.nat(2000),
      fc.nat(200_000),
      fc.constantFrom(0, 512, OWN_CHUNKS_FROM - 1, OWN_CHUNKS_FROM, MAX_CHUNK - 1, MAX_CHUNK, MAX_CHUNK + 1),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(size, { maxLength: 12 }), async (sizes) => {
        const inputs = sizes.map((size, i) => ({ header: { name: `f${i}` }, content: filled(size, i) }))
        const chunks = await cut(inputs.map(({ header, content }) => entry(header.name, content)))
        expect(Buffer.compare(concatBytes(chunks), createTar(inputs))).toBe(0)
        for (const chunk of chunks) expect(chunk.length > 0 && chunk.length <= MAX_CHUNK).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  test('of no entries is the end alone, or nothing', async () => {
    expect(await cut([])).toEqual([TAR_END])
    expect(await cut([], new Uint8Array(0))).toEqual([])
  })
})

describe('where it is cut', () => {
  test('large content has chunks of its own, which are the same wherever it stands', async () => {
    const large = filled(MAX_CHUNK + 70_000, 5)
    const alone = await cut([entry('large', large)])
    const among = await cut([entry('a', filled(3000)), entry('b/large', large), entry('c', filled(10))])
    expect(alone.map((chunk) => chunk.length)).toEqual([512, MAX_CHUNK, 70_144, 1024])
    for (const part of alone.slice(1, 3)) expect(among.some((chunk) => Buffer.compare(chunk, part) === 0)).toBe(true)
  })

  test('small content shares chunks with headers and is never divided', async () => {
    const small = Array.from({ length: 60 }, (_, i) => entry(`f${i}`, filled(OWN_CHUNKS_FROM - 1, i)))
    const chunks = await cut(small, new Uint8Array(0))
    for (const chunk of chunks) expect(chunk.length % (512 + OWN_CHUNKS_FROM)).toBe(0)
  })

  test('the chunks of a content are those that it has in an archive', async () => {
    for (const size of [OWN_CHUNKS_FROM, MAX_CHUNK, MAX_CHUNK + 1, 3 * MAX_CHUNK - 511]) {
      const content = { size, bytes: filled(size) }
      const alone = await Promise.all([...contentChunks(content)].map(read))
      expect(
        Buffer.compare(concatBytes(alone), concatBytes((await cut([entry('x', content.bytes)])).slice(1, -1))),
      ).toBe(0)
    }
  })

  test('a header of almost a chunk leaves the content to the next', async () => {
    const header = new Uint8Array(MAX_CHUNK - 512)
    const chunks = await cut([{ header, content: { size: 2000, bytes: filled(2000) } }], new Uint8Array(0))
    expect(chunks.map(({ length }) => length)).toEqual([MAX_CHUNK - 512, 2048])
  })
})

test('content is read in ranges of at most a chunk', async () => {
  const bytes = filled(2 * MAX_CHUNK + 5)
  const ranges: number[][] = []
  for (const chunk of cutTar([entry('x', bytes)])) {
    await fillChunk(chunk, new Uint8Array(MAX_CHUNK), async (content, offset, place) => {
      ranges.push([offset, place.length])
      return fill(content, offset, place)
    })
  }
  expect(ranges).toEqual([
    [0, MAX_CHUNK],
    [MAX_CHUNK, MAX_CHUNK],
    [2 * MAX_CHUNK, 5],
  ])
})

test.each([10, 100_000])('content of %i bytes that is shorter than it says is refused', async (size) => {
  await expect(
    cut([{ header: new Uint8Array(512), content: { size, bytes: filled(size - 1) } }]),
  ).rejects.toMatchObject({ code: 'ERR_ARCHIVE_TRUNCATED' })
})
