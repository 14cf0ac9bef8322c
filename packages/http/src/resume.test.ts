import { createHash, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readBody } from './body.ts'
import type { HttpEvent } from './event.ts'
import { type Reply, startFaultyServer } from './testing/faulty-server.ts'
import { instantClock } from './testing/instant-clock.ts'
import { createTransport } from './transport.ts'

const body = randomBytes(300_000)
const etag = { etag: '"one"' }

async function download(reply: readonly Reply[]) {
  const events: HttpEvent[] = []
  await using server = await startFaultyServer({ reply })
  await using transport = createTransport({ clock: instantClock(), onEvent: (event) => events.push(event) })
  const response = await transport.request({ url: `${server.url}/x` })
  const outcome = await readBody(response, { limit: 1_000_000 }).then(
    (bytes) => ({
      same: createHash('sha256').update(bytes).digest('hex') === createHash('sha256').update(body).digest('hex'),
    }),
    (error: unknown) => ({ error }),
  )
  const asked = server.requests.map(({ headers }) => [headers.range, headers['if-range']])
  return { outcome, asked, modes: events.flatMap((event) => (event.type === 'resume' ? [event.mode] : [])) }
}

describe('resumption', () => {
  it('asks for the rest with Range and If-Range where there is a strong entity tag', async () => {
    const { outcome, asked } = await download([
      { body, headers: etag, resetAfter: 100_000 },
      { body, headers: etag, resetAfter: 50_000 },
      { body, headers: etag },
    ])
    expect(outcome).toEqual({ same: true })
    expect(asked).toEqual([
      [undefined, undefined],
      ['bytes=100000-', '"one"'],
      ['bytes=150000-', '"one"'],
    ])
  })

  it('resumes a body in chunks, whose end nobody announced', async () => {
    const { outcome } = await download([
      { body, headers: etag, resetAfter: 100_000, statedLength: 'none' },
      { body, headers: etag },
    ])
    expect(outcome).toEqual({ same: true })
  })

  it('resumes a body that falls silent', async () => {
    await using server = await startFaultyServer({
      reply: [
        { body, headers: etag, stallAfter: 1000 },
        { body, headers: etag },
      ],
    })
    await using transport = createTransport({ clock: instantClock(), timeouts: { idle: 200 } })
    const response = await transport.request({ url: server.url })
    expect(Buffer.from(await readBody(response, { limit: 1_000_000 })).equals(body)).toBe(true)
  })

  it('uses the modification date where there is no entity tag', async () => {
    const headers = { 'last-modified': 'Sun, 06 Nov 1994 08:49:37 GMT' }
    const { outcome, asked } = await download([
      { body, headers, resetAfter: 10 },
      { body, headers },
    ])
    expect(outcome).toEqual({ same: true })
    expect(asked[1]).toEqual(['bytes=10-', 'Sun, 06 Nov 1994 08:49:37 GMT'])
  })

  it('starts over without a validator, and compares what it had already', async () => {
    const { outcome, asked, modes } = await download([{ body, resetAfter: 100_000 }, { body }])
    expect(outcome).toEqual({ same: true })
    expect(asked[1]).toEqual([undefined, undefined])
    expect(modes).toEqual(['restart'])
  })

  it('refuses other bytes after starting over without a validator', async () => {
    const other = Buffer.from(body)
    other[5] = (other[5] ?? 0) ^ 1
    const { outcome } = await download([{ body, resetAfter: 100_000 }, { body: other }])
    expect(outcome).toMatchObject({ error: { code: 'ERR_HTTP_BODY_CHANGED', details: { offset: 100_000 } } })
  })

  it('skips what it has where the server ignores ranges and answers 200', async () => {
    const { outcome } = await download([
      { body, headers: etag, resetAfter: 100_000 },
      { body, headers: etag, ranges: false },
    ])
    expect(outcome).toEqual({ same: true })
  })

  it('refuses to join two representations', async () => {
    const { outcome } = await download([
      { body, headers: etag, resetAfter: 100_000 },
      { body: randomBytes(300_000), headers: { etag: '"two"' } },
    ])
    expect(outcome).toMatchObject({ error: { code: 'ERR_HTTP_BODY_CHANGED' } })
  })

  it.each([
    ['another part', { 'content-range': 'bytes 5-9/300000' }],
    ['another length', { 'content-range': 'bytes 100000-100004/7000000' }],
    ['another entity tag', { 'content-range': 'bytes 100000-100004/300000', etag: '"two"' }],
    ['no Content-Range', {}],
  ])('starts over after a 206 with %s', async (_, headers) => {
    const { outcome, modes } = await download([
      { body, headers: etag, resetAfter: 100_000 },
      { status: 206, headers, body: 'xxxxx' },
      { body, headers: etag },
    ])
    expect(outcome).toEqual({ same: true })
    expect(modes).toEqual(['range', 'restart'])
  })

  it('goes on after a 206 that is itself too short', async () => {
    const part = body.subarray(100_000, 200_000)
    const { outcome, asked } = await download([
      { body, headers: etag, resetAfter: 100_000 },
      { status: 206, headers: { ...etag, 'content-range': 'bytes 100000-199999/300000' }, body: part },
      { body, headers: etag },
    ])
    expect(outcome).toEqual({ same: true })
    expect(asked[2]?.[0]).toBe('bytes=200000-')
  })

  it('keeps the broken body as the error when the rest is refused', async () => {
    const { outcome } = await download([{ body, headers: etag, resetAfter: 10 }, { status: 403 }])
    expect(outcome).toMatchObject({ error: { code: 'ERR_HTTP_BODY_BROKEN', details: { status: 403 } } })
  })

  it('gives up after as many failures as the policy has attempts', async () => {
    const { outcome, asked } = await download([{ body, headers: etag, resetAfter: 10 }])
    expect(outcome).toMatchObject({ error: { code: 'ERR_HTTP_BODY_BROKEN' } })
    expect(asked).toHaveLength(5)
  })

  it('leaves alone a request that has a Range of its own', async () => {
    await using server = await startFaultyServer({ reply: [{ body, headers: etag, resetAfter: 10 }] })
    await using transport = createTransport({ clock: instantClock() })
    const response = await transport.request({ url: server.url, headers: { Range: 'bytes=5-' } })
    expect(response.status).toBe(206)
    await expect(readBody(response, { limit: 1_000_000 })).rejects.toMatchObject({ code: 'ERR_HTTP_BODY_BROKEN' })
    expect(server.requests).toHaveLength(1)
  })

  it('gives the same bytes wherever the body breaks', async () => {
    await using server = await startFaultyServer({
      reply: ({ path }, count) => {
        const cut = Number(new URLSearchParams(path.slice(3)).get('cut'))
        const headers = path.includes('tag') ? etag : {}
        return count === 0 ? { body, headers, resetAfter: cut } : { body, headers }
      },
    })
    await using transport = createTransport({ clock: instantClock() })
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: body.length - 1 }),
        fc.constantFrom('tag', 'none'),
        fc.uuid(),
        async (cut, kind, id) => {
          const response = await transport.request({ url: `${server.url}/x?cut=${cut}&${kind}=1&id=${id}` })
          expect(Buffer.from(await readBody(response, { limit: 1_000_000 })).equals(body)).toBe(true)
        },
      ),
      { numRuns: 40 },
    )
  })
})
