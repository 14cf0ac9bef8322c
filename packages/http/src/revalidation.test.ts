import { describe, expect, it } from 'vitest'
import { readText } from './body.ts'
import type { HttpEvent } from './event.ts'
import { offlineTransport } from './offline.ts'
import { type CachedResponse, type ResponseCache, revalidate } from './revalidation.ts'
import { type FaultyServer, type Reply, startFaultyServer } from './testing/faulty-server.ts'
import { instantClock } from './testing/instant-clock.ts'
import { createTransport } from './transport.ts'

function memoryCache(): ResponseCache & { readonly kept: Map<string, CachedResponse> } {
  const kept = new Map<string, CachedResponse>()
  return {
    kept,
    get: async (key) => kept.get(key),
    set: async (key, response) => {
      kept.set(key, response)
    },
  }
}

async function fetchEach(replies: readonly Reply[], times: number) {
  const events: HttpEvent[] = []
  await using server = await startFaultyServer({ reply: replies })
  await using transport = createTransport({ retry: { attempts: 1 } })
  const cached = revalidate(transport, memoryCache(), { onEvent: (event) => events.push(event) })
  const seen: unknown[] = []
  for (let index = 0; index < times; index++) {
    const response = await cached.request({ url: `${server.url}/x` })
    seen.push([response.status, await readText(response, { limit: 100 }), response.headers.get('etag')])
  }
  return {
    seen,
    requests: server.requests,
    outcomes: events.flatMap((event) => (event.type === 'cache' ? [event.outcome] : [])),
  }
}

describe('revalidate', () => {
  it('asks whether what it has is current, and answers from the cache when it is', async () => {
    const reply = { body: 'index', headers: { etag: 'W/"1"' } }
    const { seen, requests, outcomes } = await fetchEach([reply], 3)
    expect(seen).toEqual(Array(3).fill([200, 'index', 'W/"1"']))
    expect(requests.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, 'W/"1"', 'W/"1"'])
    expect(outcomes).toEqual(['miss', 'fresh', 'fresh'])
  })

  it('takes the new body when it has changed', async () => {
    const { seen, outcomes } = await fetchEach(
      [
        { body: 'old', headers: { etag: '"1"' } },
        { body: 'new', headers: { etag: '"2"' } },
      ],
      2,
    )
    expect(seen).toEqual([
      [200, 'old', '"1"'],
      [200, 'new', '"2"'],
    ])
    expect(outcomes).toEqual(['miss', 'changed'])
  })

  it('goes by the modification date where there is no entity tag', async () => {
    const modified = { 'last-modified': 'Sun, 06 Nov 1994 08:49:37 GMT' }
    const { seen, requests } = await fetchEach([{ body: 'a', headers: modified }, { status: 304 }], 2)
    expect(requests[1]?.headers['if-modified-since']).toBe(modified['last-modified'])
    expect(seen[1]).toEqual([200, 'a', null])
  })

  it('passes other statuses on, and keeps nothing of them', async () => {
    const { seen } = await fetchEach([{ body: 'a', headers: { etag: '"1"' } }, { status: 404 }, { status: 503 }], 3)
    expect(seen.map((each) => (each as unknown[])[0])).toEqual([200, 404, 503])
  })

  it('answers from the cache when offline, and refuses what it does not have', async () => {
    const cache = memoryCache()
    await using server = await startFaultyServer({ reply: [{ body: 'index', headers: { etag: '"1"' } }] })
    await using online = createTransport()
    await revalidate(online, cache).request({ url: `${server.url}/x` })
    const offline = revalidate(offlineTransport, cache)
    expect(await readText(await offline.request({ url: `${server.url}/x` }), { limit: 100 })).toBe('index')
    await expect(offline.request({ url: `${server.url}/y` })).rejects.toMatchObject({ code: 'ERR_HTTP_OFFLINE' })
    expect(server.requests).toHaveLength(1)
  })

  it('does not serve what it could not confirm while online', async () => {
    const cache = memoryCache()
    const server: FaultyServer = await startFaultyServer({ reply: [{ body: 'index', headers: { etag: '"1"' } }] })
    await using transport = createTransport({ clock: instantClock() })
    const cached = revalidate(transport, cache)
    await cached.request({ url: `${server.url}/x` })
    await server.close()
    await expect(cached.request({ url: `${server.url}/x` })).rejects.toMatchObject({ code: 'ERR_HTTP_CONNECT' })
  })

  it('has keys and entries without the secrets of the address, and one for all credentials', async () => {
    const cache = memoryCache()
    await using server = await startFaultyServer({ reply: [{ body: 'index', headers: { etag: '"1"' } }] })
    await using transport = createTransport()
    const cached = revalidate(transport, cache)
    await cached.request({ url: `${server.url.replace('//', '//a:s3cret@')}/x` })
    await cached.request({ url: `${server.url}/x` })
    expect([...cache.kept.keys()]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)])
  })

  it('leaves conditions and ranges of the caller alone', async () => {
    const cache = memoryCache()
    await using server = await startFaultyServer({ reply: [{ body: 'index', headers: { etag: '"1"' } }] })
    await using transport = createTransport()
    const response = await revalidate(transport, cache).request({
      url: server.url,
      headers: { 'If-None-Match': '"1"' },
    })
    expect(response.status).toBe(304)
    expect(cache.kept.size).toBe(0)
  })

  it('holds no more than the limit in memory', async () => {
    await using server = await startFaultyServer({ reply: [{ body: 'x'.repeat(100) }] })
    await using transport = createTransport()
    const cached = revalidate(transport, memoryCache(), { limit: 99 })
    await expect(cached.request({ url: server.url })).rejects.toMatchObject({ code: 'ERR_HTTP_TOO_LARGE' })
  })
})
