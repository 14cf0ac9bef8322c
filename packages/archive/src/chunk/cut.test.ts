import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concatBytes } from '../bytes.ts'
import { createTar } from '../tar/create.ts'
import { encodeTarHeader } from '../tar/encode.ts'
import { TAR_END } from '../tar/header.ts'
import { MAX_CHUNK } from './compress.ts'
import { type CutEntry, cutChunks, OWN_CHUNKS_FROM } from './cut.ts'

const entry = (name: string, content: Uint8Array): CutEntry => ({
  header: encodeTarHeader({ name, size: content.length }),
  size: content.length,
  content,
})
const filled = (size: number, value = 1) => new Uint8Array(size).fill(value)

async function cut(entries: Iterable<CutEntry>, end: Uint8Array = TAR_END): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = []
  for await (const chunk of cutChunks(entries, { end })) chunks.push(chunk)
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

  test('content in memory is passed on without a copy', async () => {
    const large = filled(2 * MAX_CHUNK)
    const [, first, second] = await cut([entry('x', large)])
    expect(first?.buffer).toBe(large.buffer)
    expect(second?.byteOffset).toBe(MAX_CHUNK)
  })
})

test('content is read in ranges of at most a chunk', async () => {
  const content = filled(2 * MAX_CHUNK + 5)
  const ranges: number[][] = []
  const read = async (offset: number, length: number) => {
    ranges.push([offset, length])
    return content.subarray(offset, offset + length)
  }
  const chunks = await cut([
    { header: encodeTarHeader({ name: 'x', size: content.length }), size: content.length, content: { read } },
  ])
  expect(ranges).toEqual([
    [0, MAX_CHUNK],
    [MAX_CHUNK, MAX_CHUNK],
    [2 * MAX_CHUNK, 5],
  ])
  expect(Buffer.compare(concatBytes(chunks), createTar([{ header: { name: 'x' }, content }]))).toBe(0)
})

test.each([10, 100_000])('content of %i bytes that is shorter than it says is refused', async (size) => {
  const truncated = { code: 'ERR_ARCHIVE_TRUNCATED' }
  await expect(cut([{ header: new Uint8Array(512), size, content: filled(size - 1) }])).rejects.toMatchObject(truncated)
  await expect(cut([{ header: new Uint8Array(512), size }])).rejects.toMatchObject(truncated)
  await expect(cut([{ header: new Uint8Array(512), size, content: { read: () => filled(1) } }])).rejects.toMatchObject(
    truncated,
  )
})
