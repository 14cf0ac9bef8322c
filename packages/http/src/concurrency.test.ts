import { describe, expect, it } from 'vitest'
import { discard, readText } from './body.ts'
import { startFaultyServer } from './testing/faulty-server.ts'
import { createTransport } from './transport.ts'

const paths = Array.from({ length: 12 }, (_, index) => `/${index}`)

describe('concurrency', () => {
  it('keeps to the limit for one host until bodies have ended, not only until headers have come', async () => {
    await using server = await startFaultyServer({ reply: [{ body: 'slow body', pieces: 3, pieceDelay: 10 }] })
    await using transport = createTransport({ concurrency: { perHost: 3 } })
    const texts = await Promise.all(
      paths.map(async (path) => readText(await transport.request({ url: server.url + path }), { limit: 100 })),
    )
    expect(texts).toEqual(paths.map(() => 'slow body'))
    expect(server.mostAtOnce).toBe(3)
  })

  it('keeps to the limit over all hosts', async () => {
    const busy = { now: 0, most: 0 }
    const reply = async () => {
      busy.now += 1
      busy.most = Math.max(busy.most, busy.now)
      await new Promise((resolve) => setTimeout(resolve, 10))
      busy.now -= 1
      return { body: 'x' }
    }
    await using one = await startFaultyServer({ reply })
    await using two = await startFaultyServer({ reply })
    await using transport = createTransport({ concurrency: { perHost: 4, total: 5 } })
    await Promise.all(
      paths.flatMap((path) =>
        [one, two].map(async ({ url }) => readText(await transport.request({ url: url + path }), { limit: 100 })),
      ),
    )
    expect(busy.most).toBe(5)
  })

  it.each([404, 500, 304, 401])('holds no place for a %i whose body nobody reads', async (status) => {
    await using server = await startFaultyServer({
      reply: [{ status, body: 'x'.repeat(status === 304 ? 0 : 100_000) }],
    })
    await using transport = createTransport({ concurrency: { perHost: 1 }, retry: { attempts: 1 } })
    for (const path of paths) expect((await transport.request({ url: server.url + path })).status).toBe(status)
  })

  it.each(['x'.repeat(100), ''])('holds no place for the answer to a PUT that nobody reads', async (body) => {
    await using server = await startFaultyServer({ reply: [{ status: 201, body, statedLength: 'none' }] })
    await using transport = createTransport({ concurrency: { perHost: 1 } })
    const request = { method: 'PUT', body: new Uint8Array(10) }
    for (const path of paths) await transport.request({ url: server.url + path, ...request })
    const last = await transport.request({ url: server.url, ...request })
    expect(await readText(last, { limit: 1000 })).toBe(body)
  })

  it('streams a long answer to a POST', async () => {
    await using server = await startFaultyServer({
      reply: [{ body: 'x'.repeat(300_000) }, { body: 'x'.repeat(300_000), resetAfter: 200_000 }],
    })
    await using transport = createTransport({ concurrency: { perHost: 1 } })
    const request = { url: server.url, method: 'POST', body: new Uint8Array(10) }
    expect(await readText(await transport.request(request), { limit: 300_000 })).toHaveLength(300_000)
    const broken = await transport.request(request)
    await expect(readText(broken, { limit: 300_000 })).rejects.toMatchObject({ code: 'ERR_HTTP_BODY_BROKEN' })
  })

  it('holds no place for HEAD, nor for a body that was discarded', async () => {
    await using server = await startFaultyServer({ reply: [{ body: new Uint8Array(1_000_000) }] })
    await using transport = createTransport({ concurrency: { perHost: 1 } })
    for (const path of paths) await transport.request({ url: server.url + path, method: 'HEAD' })
    for (const path of paths) await discard((await transport.request({ url: server.url + path })).body)
  })

  it('frees the place of an aborted exchange, and takes an aborted request out of the queue', async () => {
    await using server = await startFaultyServer({
      reply: ({ path }) => (path === '/0' ? { body: 'x', stallAfter: 1, statedLength: 5 } : { body: 'ok' }),
    })
    await using transport = createTransport({ concurrency: { perHost: 1 } })
    const first = new AbortController()
    const second = new AbortController()
    await transport.request({ url: `${server.url}/0`, signal: first.signal })
    const queued = transport.request({ url: `${server.url}/1`, signal: second.signal })
    second.abort()
    await expect(queued).rejects.toMatchObject({ code: 'ERR_HTTP_ABORTED' })
    first.abort()
    expect(await readText(await transport.request({ url: `${server.url}/2` }), { limit: 10 })).toBe('ok')
    expect(server.requests.map(({ path }) => path)).toEqual(['/0', '/2'])
  })

  it('lets a download feed an upload to the same host, each with one place', async () => {
    await using server = await startFaultyServer({
      reply: ({ method }) => (method === 'GET' ? { body: 'blob' } : { status: 201 }),
    })
    await using transport = createTransport({ concurrency: { perHost: 1 } })
    const copy = async (): Promise<number> => {
      const source = await transport.request({ url: server.url })
      const response = await transport.request({ url: server.url, method: 'PUT', body: () => source.body })
      return response.status
    }
    expect(await Promise.all([copy(), copy(), copy()])).toEqual([201, 201, 201])
  })

  it('lets an unqueued request pass', async () => {
    await using server = await startFaultyServer({ reply: [{ body: 'x' }] })
    await using transport = createTransport({ concurrency: { perHost: 1 } })
    const held = await transport.request({ url: server.url })
    const token = await transport.request({ url: server.url, unqueued: true })
    expect(await readText(token, { limit: 10 })).toBe('x')
    await discard(held.body)
  })

  it('refuses a limit of nothing', () => {
    expect(() => createTransport({ concurrency: { perHost: 0 } })).toThrow(/perHost is 0/)
  })

  it('adds no listener that stays on a signal used for many requests', async () => {
    await using server = await startFaultyServer({ reply: [{ body: 'x' }] })
    await using transport = createTransport()
    const { signal } = new AbortController()
    const listeners = { count: 0 }
    const add = signal.addEventListener.bind(signal)
    const remove = signal.removeEventListener.bind(signal)
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners.count += 1
      add(...args)
    }
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners.count -= 1
      remove(...args)
    }
    for (const path of paths) await readText(await transport.request({ url: server.url + path, signal }), { limit: 10 })
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(listeners.count).toBeLessThanOrEqual(0)
  })
})
