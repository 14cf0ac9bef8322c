import { expect, test } from 'vitest'
import { ByteReader } from './byte-reader.ts'

const bytes = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)

test('bytes in memory are handed out as views', async () => {
  const reader = new ByteReader(bytes)
  const taken = await reader.take(3)
  expect(taken.buffer).toBe(bytes.buffer)
  expect([...taken]).toEqual([1, 2, 3])
  expect(reader.offset).toBe(3)
})

test('a request that spans pieces is joined', async () => {
  const reader = new ByteReader([bytes.subarray(0, 2), bytes.subarray(2, 2), bytes.subarray(2, 5), bytes.subarray(5)])
  expect(reader.takeNow(1)).toBeUndefined()
  expect([...(await reader.take(4))]).toEqual([1, 2, 3, 4])
  expect([...reader.chunkNow(10)]).toEqual([5])
  expect([...reader.chunkNow(10)]).toEqual([])
  expect([...((await reader.chunk(2)) ?? [])]).toEqual([6, 7])
  expect([...(await reader.take(9))]).toEqual([8])
  expect(await reader.chunk()).toBeUndefined()
})

test('bytes that adjoin what is held are put back without a copy', async () => {
  const reader = new ByteReader(bytes)
  await reader.take(2)
  const next = await reader.take(4)
  reader.unread(next.subarray(1))
  expect(reader.offset).toBe(3)
  const rest = await reader.take(100)
  expect(rest.buffer).toBe(bytes.buffer)
  expect([...rest]).toEqual([4, 5, 6, 7, 8])
})

test('bytes from elsewhere are put back too', async () => {
  const reader = new ByteReader(bytes)
  reader.unread(Uint8Array.of(9))
  expect([...(await reader.peek(2))].slice(0, 2)).toEqual([9, 1])
})

test('closing tells the source', async () => {
  let closed = false
  const source = (function* () {
    try {
      yield bytes
    } finally {
      closed = true
    }
  })()
  const reader = new ByteReader(source)
  await reader.take(1)
  await reader.close()
  expect(closed).toBe(true)
})
