import { gunzipSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { toHex } from '../hex.ts'
import { crc32Combine } from './crc32-combine.ts'
import { gzip } from './gzip.ts'

const text = new TextEncoder().encode('nacre '.repeat(1000))

test('the header has mtime 0 and OS 255 whatever the machine', async () => {
  for (const level of [1, 6, 9]) {
    expect(toHex((await gzip(text, { level })).subarray(0, 10))).toBe('1f8b08000000000000ff')
  }
})

test('the deflate stream is that of node:zlib', async () => {
  for (let level = 1; level <= 9; level++) {
    const ours = await gzip(text, { level })
    expect(gunzipSync(ours).equals(text)).toBe(true)
    expect(toHex(ours.subarray(10))).toBe(gzipSync(text, { level }).subarray(10).toString('hex'))
  }
})

test.each([0, 10, 1.5, -1, Number.NaN])('level %d is refused', async (level) => {
  await expect(gzip(text, { level })).rejects.toMatchObject({ code: 'ERR_ARCHIVE_ARGUMENT', details: { level } })
})

test('CRC-32 values are combined as if the bytes had been joined', async () => {
  const { crc32 } = await import('node:zlib')
  for (const cut of [0, 1, 7, 8, 500, 5999, 6000]) {
    const [first, second] = [text.subarray(0, cut), text.subarray(cut)]
    expect(crc32Combine(crc32(first), crc32(second), second.length)).toBe(crc32(text))
  }
})

test('CRC-32 values are combined over lengths beyond 2^32', async () => {
  const { crc32 } = await import('node:zlib')
  const block = new Uint8Array(1 << 20)
  let running = crc32('start')
  // 2^32 + 2^20 zeros, doubled up instead of written out.
  let zeros = crc32(block)
  let size = block.length
  while (size < 2 ** 32) {
    zeros = crc32Combine(zeros, zeros, size)
    size *= 2
  }
  running = crc32Combine(crc32Combine(running, zeros, size), crc32(block), block.length)
  expect(running).toBe(
    crc32Combine(crc32('start'), crc32Combine(zeros, crc32(block), block.length), size + block.length),
  )
})
