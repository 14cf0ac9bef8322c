import { deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { deflateRaw, inflateRaw } from './deflate.ts'

describe('raw deflate', () => {
  const plain = new TextEncoder().encode('nacre, layer on layer. '.repeat(500))

  it('gives the bytes of zlib at the same level', async () => {
    expect(deflateRawSync(plain, { level: 9 }).equals(await deflateRaw(plain, { level: 9 }))).toBe(true)
  })

  it('expands the first stream and says how long it was', async () => {
    const stream = await deflateRaw(plain)
    const { data, consumed } = inflateRaw(new Uint8Array([...stream, 1, 2, 3]), { limit: plain.length })
    expect(Buffer.from(plain).equals(data)).toBe(true)
    expect(consumed).toBe(stream.length)
  })

  it('stops at the limit', async () => {
    const stream = await deflateRaw(plain)
    expect(() => inflateRaw(stream, { limit: plain.length - 1 })).toThrow(
      expect.objectContaining({ code: 'ERR_ARCHIVE_LIMIT' }),
    )
  })

  it('refuses a level that deflate has not', async () => {
    await expect(deflateRaw(plain, { level: 10 })).rejects.toMatchObject({ code: 'ERR_ARCHIVE_ARGUMENT' })
  })
})
