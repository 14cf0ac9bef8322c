import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { digestOf } from '../digest.ts'
import { collect } from '../source.ts'
import { openStore } from './disk.ts'
import { memoryStore } from './memory.ts'
import { CONTENT_NAMESPACE, type Store } from './store.ts'

const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})

async function diskStore(): Promise<Store> {
  const folder = await mkdtemp(join(tmpdir(), 'nacre-store-'))
  folders.push(folder)
  return openStore(join(folder, 'made', 'here'))
}

const bytes = (text: string) => new TextEncoder().encode(text)
const large = new Uint8Array(700_001).map((_, i) => (i * 31) >> 3)

describe.each([
  ['on disk', diskStore],
  ['in memory', async () => memoryStore()],
])('a store %s', (_name, make) => {
  test('gives back what was put, and nothing else', async () => {
    const store = await make()
    expect(await store.get('index', 'a')).toBeUndefined()
    expect(await store.has('index', 'a')).toBe(false)
    expect(await store.put('index', 'a', bytes('one'))).toEqual({ size: 3 })
    await store.put('other', 'a', [bytes('t'), bytes(''), bytes('wo')])
    expect(Buffer.from((await store.get('index', 'a'))!).toString()).toBe('one')
    expect(Buffer.from((await store.get('other', 'a'))!).toString()).toBe('two')
    expect(await store.has('index', 'a')).toBe(true)
    expect(await store.get('index', 'A')).toBeUndefined()
  })

  test('keys are any text', async () => {
    const store = await make()
    for (const key of ['', 'https://example.org/x?y#z', '../../etc/passwd', 'a\0b', 'é', 'k'.repeat(5000)]) {
      await store.put('any', key, bytes(key))
      expect(await store.get('any', key)).toEqual(expect.objectContaining({ length: bytes(key).length }))
    }
  })

  test.each(['', 'A', '../x', 'a/b', '.', '..', 'x'.repeat(65), 'é'])('%j is no namespace', async (namespace) => {
    const store = await make()
    await expect((async () => store.get(namespace, 'k'))()).rejects.toMatchObject({ code: 'ERR_ARCHIVE_ARGUMENT' })
    await expect((async () => store.put(namespace, 'k', bytes('')))()).rejects.toMatchObject({
      code: 'ERR_ARCHIVE_ARGUMENT',
    })
  })

  test('content replaces content', async () => {
    const store = await make()
    await store.put('n', 'k', bytes('old and long'))
    await store.put('n', 'k', bytes('new'))
    expect(Buffer.from((await store.get('n', 'k'))!).toString()).toBe('new')
  })

  test('content is found by its digest, and refused under another', async () => {
    const store = await make()
    const { digest } = await store.add([large.subarray(0, 5), large.subarray(5)])
    expect(digest).toBe(digestOf(large))
    const key = digest.slice(7)
    expect(Buffer.compare((await store.get(CONTENT_NAMESPACE, key))!, large)).toBe(0)
    await store.put(CONTENT_NAMESPACE, key, large)
    await expect(store.put(CONTENT_NAMESPACE, key, bytes('x'))).rejects.toMatchObject({
      code: 'ERR_ARCHIVE_STORE_MISMATCH',
    })
    expect(Buffer.compare((await store.get(CONTENT_NAMESPACE, key))!, large)).toBe(0)
    await expect((async () => store.get(CONTENT_NAMESPACE, 'abc'))()).rejects.toMatchObject({
      code: 'ERR_ARCHIVE_ARGUMENT',
    })
  })

  test('content is read in ranges', async () => {
    const store = await make()
    await store.put('tar', 'k', large)
    const file = (await store.open('tar', 'k'))!
    expect(file.size).toBe(large.length)
    const ranges = [
      [0, 10],
      [5, 0],
      [131_071, 2],
      [131_072, 131_072],
      [1, 700_000],
      [700_000, 500],
      [700_001, 1],
      [262_140, 8],
      [262_150, 4],
    ] as const
    for (const [offset, length] of ranges) {
      expect(
        Buffer.compare(await file.read(offset, length), large.subarray(offset, offset + length)),
        `${offset}`,
      ).toBe(0)
    }
    const all = await Promise.all(Array.from({ length: 50 }, (_, i) => file.read(i * 14_000, 14_000)))
    expect(Buffer.compare(Buffer.concat(all), large.subarray(0, 700_000))).toBe(0)
    expect(Buffer.compare(await collect(file.stream(), { limit: 1 << 20 }), large)).toBe(0)
    expect(Buffer.compare(await collect(file.stream(300_000), { limit: 1 << 20 }), large.subarray(300_000))).toBe(0)
    await file.close()
    expect(await store.open('tar', 'absent')).toBeUndefined()
  })

  test('an open file outlives its entry', async () => {
    const store = await make()
    await store.put('tar', 'k', large)
    await using file = (await store.open('tar', 'k'))!
    await store.remove('tar', 'k')
    await store.remove('tar', 'k')
    expect(await store.has('tar', 'k')).toBe(false)
    expect(Buffer.compare(await file.read(500_000, 1000), large.subarray(500_000, 501_000))).toBe(0)
  })

  test('empty content is content', async () => {
    const store = await make()
    await store.put('n', 'k', new Uint8Array(0))
    expect(await store.get('n', 'k')).toHaveLength(0)
    await using file = (await store.open('n', 'k'))!
    expect(file.size).toBe(0)
    expect(await file.read(0, 10)).toHaveLength(0)
  })

  test('what the source throws comes through, and nothing is kept', async () => {
    const store = await make()
    const source = async function* () {
      yield large
      throw new RangeError('the source broke')
    }
    await expect(store.put('n', 'k', source())).rejects.toThrow('the source broke')
    expect(await store.has('n', 'k')).toBe(false)
  })

  test('clearing removes everything, and it goes on', async () => {
    const store = await make()
    await store.put('n', 'k', bytes('1'))
    await store.add(bytes('2'))
    await store.clear()
    expect(await store.has('n', 'k')).toBe(false)
    await store.put('n', 'k', bytes('3'))
    expect(Buffer.from((await store.get('n', 'k'))!).toString()).toBe('3')
    await store.clear()
  })

  test('a caller that changes its bytes afterwards changes nothing', async () => {
    const store = await make()
    const mine = Buffer.from('abc')
    await store.put('n', 'k', mine)
    mine.fill(0)
    expect(Buffer.from((await store.get('n', 'k'))!).toString()).toBe('abc')
  })
})

test('a memory store drops what was used longest ago', async () => {
  const store = memoryStore({ maxBytes: 100 })
  for (const key of ['a', 'b', 'c']) await store.put('n', key, new Uint8Array(30))
  await store.get('n', 'a')
  await store.put('n', 'd', new Uint8Array(30))
  const present = await Promise.all(['a', 'b', 'c', 'd'].map((key) => store.has('n', key)))
  expect(present).toEqual([true, false, true, true])
  await store.put('n', 'huge', new Uint8Array(101))
  expect(await store.has('n', 'huge')).toBe(false)
})
