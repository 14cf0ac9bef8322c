import { describe, expect, it } from 'vitest'
import { readBody } from './body.ts'
import { type Reply, startFaultyServer } from './testing/faulty-server.ts'
import { createTransport } from './transport.ts'

async function download(reply: Reply, maxBytes: number): Promise<number> {
  await using server = await startFaultyServer({ reply: [reply] })
  await using transport = createTransport({ maxBytes })
  return (await readBody(await transport.request({ url: server.url }), { limit: Infinity })).length
}

const body = new Uint8Array(1000)

describe('size limit', () => {
  it('lets a body of exactly the limit pass', async () => {
    expect(await download({ body }, 1000)).toBe(1000)
    expect(await download({ body, statedLength: 'none' }, 1000)).toBe(1000)
  })

  it('refuses a body by the length it states, before reading it', async () => {
    await using server = await startFaultyServer({ reply: [{ body }] })
    await using transport = createTransport()
    await expect(transport.request({ url: server.url, maxBytes: 999 })).rejects.toMatchObject({
      code: 'ERR_HTTP_TOO_LARGE',
      details: { limit: 999, size: 1000 },
    })
  })

  it('stops a body that states no length at the limit', async () => {
    await expect(download({ body, statedLength: 'none' }, 999)).rejects.toMatchObject({ code: 'ERR_HTTP_TOO_LARGE' })
  })

  it('does not take the length that HEAD tells for a body', async () => {
    await using server = await startFaultyServer({ reply: [{ body }] })
    await using transport = createTransport({ maxBytes: 10 })
    const response = await transport.request({ url: server.url, method: 'HEAD' })
    expect(response.headers.get('content-length')).toBe('1000')
  })

  it('refuses headers that do not end', async () => {
    await using server = await startFaultyServer({ reply: [{ headers: { long: 'x'.repeat(100_000) } }] })
    await using transport = createTransport()
    await expect(transport.request({ url: server.url })).rejects.toMatchObject({ code: 'ERR_HTTP_TOO_LARGE' })
  })
})
