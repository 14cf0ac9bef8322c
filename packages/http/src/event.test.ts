import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { expect, it } from 'vitest'
import { readBody } from './body.ts'
import { HTTP_CHANNEL, type HttpEvent } from './event.ts'
import { startFaultyServer } from './testing/faulty-server.ts'
import { createTransport } from './transport.ts'

it('tells the callback and the diagnostics channel the same, without secrets', async () => {
  const called: HttpEvent[] = []
  const published: unknown[] = []
  const listen = (event: unknown): void => {
    published.push(event)
  }
  await using server = await startFaultyServer({
    reply: ({ path }) =>
      path.startsWith('/a') ? { status: 302, headers: { location: '/b?sig=s3cret' } } : { body: 'abc' },
  })
  subscribe(HTTP_CHANNEL, listen)
  try {
    await using transport = createTransport({ onEvent: (event) => called.push(event) })
    const url = `${server.url.replace('//', '//user:s3cret@')}/a?token=s3cret`
    await readBody(await transport.request({ url }), { limit: 10 })
  } finally {
    unsubscribe(HTTP_CHANNEL, listen)
  }
  expect(called.map(({ type }) => type)).toEqual(['request', 'response', 'redirect', 'request', 'response', 'end'])
  expect(published.filter((event) => (event as HttpEvent).url.startsWith(server.url))).toEqual(called)
  expect(JSON.stringify(called)).not.toContain('s3cret')
})
