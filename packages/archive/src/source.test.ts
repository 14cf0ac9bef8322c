import { expect, test } from 'vitest'
import { collect } from './source.ts'

test('one array is handed back as it is', async () => {
  const bytes = Uint8Array.of(1, 2)
  expect(await collect(bytes, { limit: 2 })).toBe(bytes)
})

test('pieces are joined', async () => {
  const joined = await collect([Uint8Array.of(1), Uint8Array.of(), Uint8Array.of(2, 3)], { limit: 3 })
  expect([...joined]).toEqual([1, 2, 3])
})

test('an endless source stops at the limit', async () => {
  let pieces = 0
  async function* endless() {
    for (;;) {
      pieces++
      yield new Uint8Array(10)
    }
  }
  await expect(collect(endless(), { limit: 35 })).rejects.toMatchObject({
    code: 'ERR_ARCHIVE_LIMIT',
    details: { limit: 35 },
  })
  expect(pieces).toBe(4)
  await expect(collect(new Uint8Array(3), { limit: 2 })).rejects.toMatchObject({ code: 'ERR_ARCHIVE_LIMIT' })
})
