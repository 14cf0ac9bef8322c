import { describe, expect, it } from 'vitest'
import { readText } from './body.ts'
import type { HttpEvent } from './event.ts'
import type { HttpRequest } from './message.ts'
import { type Reply, startFaultyServer } from './testing/faulty-server.ts'
import { instantClock } from './testing/instant-clock.ts'
import { createTransport } from './transport.ts'

const START = Date.UTC(2026, 0, 1)

async function trial(reply: readonly Reply[], request: Omit<HttpRequest, 'url'> = {}, retry = {}) {
  const clock = instantClock(START)
  const events: HttpEvent[] = []
  await using server = await startFaultyServer({ reply })
  await using transport = createTransport({
    clock,
    onEvent: (event) => events.push(event),
    retry: { random: () => 1, ...retry },
  })
  const outcome = await transport.request({ url: `${server.url}/x`, ...request }).then(
    async (response) => ({ status: response.status, text: await readText(response, { limit: 1000 }) }),
    (error: unknown) => ({ error }),
  )
  return { outcome, sleeps: clock.sleeps, requests: server.requests, events }
}

describe('retries', () => {
  it('doubles the wait after each failure, and returns the first success', async () => {
    const { outcome, sleeps, events } = await trial([{ status: 500 }, { status: 502 }, { status: 503 }, { body: 'ok' }])
    expect(outcome).toEqual({ status: 200, text: 'ok' })
    expect(sleeps).toEqual([1000, 2000, 4000])
    expect(events.filter(({ type }) => type === 'retry')).toHaveLength(3)
  })

  it('waits between half of the backoff and all of it, and no longer than the cap', async () => {
    const replies = [{ status: 500 }]
    expect((await trial(replies, {}, { random: () => 0 })).sleeps).toEqual([500, 1000, 2000, 4000])
    expect((await trial(replies, {}, { attempts: 8, cap: 5000 })).sleeps).toEqual([
      1000, 2000, 4000, 5000, 5000, 5000, 5000,
    ])
  })

  it('returns the last response when the attempts are used up', async () => {
    const { outcome, requests } = await trial([{ status: 503, body: 'down' }])
    expect(outcome).toEqual({ status: 503, text: 'down' })
    expect(requests).toHaveLength(5)
  })

  it('tries again after a connection that breaks before the headers, and says how often it tried', async () => {
    expect((await trial([{ reset: 'before-headers' }, { body: 'ok' }])).outcome).toEqual({ status: 200, text: 'ok' })
    const { outcome } = await trial([{ reset: 'before-headers' }], {}, { attempts: 3 })
    expect(outcome).toMatchObject({ error: { code: 'ERR_HTTP_RESET', details: { attempts: 3 } } })
  })

  it('tries again where nobody listens', async () => {
    const server = await startFaultyServer({ reply: [] })
    await server.close()
    const clock = instantClock()
    await using transport = createTransport({ clock, retry: { attempts: 2, random: () => 1 } })
    await expect(transport.request({ url: server.url, method: 'POST' })).rejects.toMatchObject({
      code: 'ERR_HTTP_CONNECT',
      details: { attempts: 2 },
      message: expect.stringContaining('ECONNREFUSED') as string,
    })
    expect(clock.sleeps).toEqual([1000])
  })

  it('waits as long as Retry-After says in seconds', async () => {
    const { outcome, sleeps } = await trial([{ status: 429, headers: { 'retry-after': '7' } }, { body: 'ok' }])
    expect(outcome).toMatchObject({ status: 200 })
    expect(sleeps).toEqual([7000])
  })

  it('waits until the date that Retry-After gives, by the clock of the server', async () => {
    const headers = { date: 'Sun, 06 Nov 1994 08:49:37 GMT', 'retry-after': 'Sun, 06 Nov 1994 08:49:50 GMT' }
    expect((await trial([{ status: 503, headers }, { body: 'ok' }])).sleeps).toEqual([13_000])
  })

  it('waits no longer than the cap, whatever Retry-After says', async () => {
    const { sleeps } = await trial([{ status: 429, headers: { 'retry-after': '999999999' } }, { body: 'ok' }])
    expect(sleeps).toEqual([120_000])
  })

  it.each([400, 401, 403, 404, 416, 501, 505])('never repeats after %i', async (status) => {
    const { outcome, requests } = await trial([{ status }, { body: 'ok' }])
    expect(outcome).toMatchObject({ status })
    expect(requests).toHaveLength(1)
  })

  it('never repeats a POST that may have been acted upon, unless told that it may', async () => {
    const body = new TextEncoder().encode('data')
    expect((await trial([{ status: 500 }, {}], { method: 'POST', body })).requests).toHaveLength(1)
    expect((await trial([{ reset: 'before-headers' }, {}], { method: 'POST', body })).requests).toHaveLength(1)
    expect((await trial([{ status: 429 }, {}], { method: 'POST', body })).requests).toHaveLength(2)
    expect((await trial([{ status: 500 }, {}], { method: 'POST', body, idempotent: true })).requests).toHaveLength(2)
  })

  it('opens the body anew for each attempt', async () => {
    let opened = 0
    const body = async function* (): AsyncGenerator<Uint8Array> {
      opened += 1
      yield new TextEncoder().encode('one ')
      yield new TextEncoder().encode('two')
    }
    const { requests } = await trial([{ status: 500 }, { status: 201 }], { method: 'PUT', body })
    expect(opened).toBe(2)
    expect(requests.map((request) => new TextDecoder().decode(request.body))).toEqual(['one two', 'one two'])
  })

  it('stops waiting when the signal is aborted', async () => {
    await using server = await startFaultyServer({ reply: [{ status: 503, headers: { 'retry-after': '60' } }] })
    await using transport = createTransport()
    const started = performance.now()
    const request = transport.request({ url: server.url, signal: AbortSignal.timeout(200) })
    await expect(request).rejects.toMatchObject({ code: 'ERR_HTTP_ABORTED', cause: { name: 'TimeoutError' } })
    expect(performance.now() - started).toBeLessThan(10_000)
  })
})
