import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { readBody, readJson, readText } from './body.ts'
import { startFaultyServer } from './testing/faulty-server.ts'
import { createTransport } from './transport.ts'

const once1 = { retry: { attempts: 1 } }

async function rawServer(answer: string) {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => socket.end(answer))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: async () => void server.close() }
}

describe('requests', () => {
  it('sends GET, nacre as its name, and asks for no content coding', async () => {
    await using server = await startFaultyServer({ reply: [{}] })
    await using transport = createTransport()
    await transport.request({ url: `${server.url}/a%2Fb?c=d#part` })
    expect(server.requests[0]).toMatchObject({
      method: 'GET',
      path: '/a%2Fb?c=d',
      headers: { 'user-agent': 'nacre', 'accept-encoding': 'identity' },
    })
  })

  it('never sends user information as part of the address, and does not return it', async () => {
    await using server = await startFaultyServer({ reply: [{}] })
    await using transport = createTransport()
    const response = await transport.request({ url: `${server.url.replace('//', '//u:p@')}/x` })
    expect(response.url).toBe(`${server.url}/x`)
    expect(server.requests[0]?.headers).toMatchObject({ host: server.url.slice(7), authorization: 'Basic dTpw' })
  })

  it('states the length of a body of bytes, and of a stream the one that is given', async () => {
    await using server = await startFaultyServer({ reply: [{}] })
    await using transport = createTransport()
    const bytes = new TextEncoder().encode('data')
    await transport.request({ url: server.url, method: 'PUT', body: bytes })
    await transport.request({ url: server.url, method: 'PUT', body: () => [bytes], headers: { 'Content-Length': '4' } })
    await transport.request({ url: server.url, method: 'PUT', body: () => [bytes] })
    const sent = server.requests.map(({ headers }) => [headers['content-length'], headers['transfer-encoding']])
    expect(sent).toEqual([
      ['4', undefined],
      ['4', undefined],
      [undefined, 'chunked'],
    ])
  })

  it('tells a failing source of a body from a failing network', async () => {
    await using server = await startFaultyServer({ reply: [{}] })
    await using transport = createTransport()
    const cause = new Error('disk')
    const body = async function* (): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(10)
      throw cause
    }
    const request = transport.request({ url: server.url, method: 'PUT', body })
    await expect(request).rejects.toMatchObject({ code: 'ERR_HTTP_REQUEST_BODY', cause })
  })

  it.each([{ 'bad name': 'x' }, { name: 'a\r\nb: c' }])(
    'refuses the header %j before anything is sent',
    async (headers) => {
      await using server = await startFaultyServer({ reply: [{}] })
      await using transport = createTransport()
      await expect(transport.request({ url: server.url, headers })).rejects.toMatchObject({ code: 'ERR_HTTP_REQUEST' })
      expect(server.requests).toHaveLength(0)
    },
  )

  it.each(['', 'index', '/a', 'ftp://u:s3cret@h/', 'http://u:s3cret@[', 'http://u:s3cret@h:99999/'])(
    'refuses the address %j, and does not show its secrets',
    async (url) => {
      const error: unknown = await createTransport()
        .request({ url })
        .catch((caught: unknown) => caught)
      expect(error).toMatchObject({ code: 'ERR_HTTP_URL' })
      expect(JSON.stringify([String(error), error, (error as Error).cause ?? null])).not.toContain('s3cret')
    },
  )
})

describe('failures', () => {
  it('names a host that does not exist', async () => {
    await using transport = createTransport(once1)
    const request = transport.request({ url: 'http://nothing.invalid/x?token=s3cret' })
    await expect(request).rejects.toMatchObject({
      code: 'ERR_HTTP_CONNECT',
      message: expect.not.stringContaining('s3cret') as string,
    })
  })

  it('gives up on headers that do not come', async () => {
    await using server = await startFaultyServer({ reply: [{ delay: 5_000 }] })
    await using transport = createTransport({ ...once1, timeouts: { headers: 200 } })
    await expect(transport.request({ url: server.url })).rejects.toMatchObject({ code: 'ERR_HTTP_TIMEOUT' })
  })

  it('gives up on a body that falls silent', async () => {
    await using server = await startFaultyServer({ reply: [{ body: 'abc', stallAfter: 1 }] })
    await using transport = createTransport({ ...once1, timeouts: { idle: 200 } })
    const response = await transport.request({ url: server.url })
    await expect(readBody(response, { limit: 10 })).rejects.toMatchObject({ code: 'ERR_HTTP_TIMEOUT' })
  })

  it.each([
    ['longer than stated', { body: 'abcdef', statedLength: 3 }],
    ['shorter than stated', { body: 'abc', statedLength: 6, resetAfter: 3 }],
  ])('refuses a body %s', async (_, reply) => {
    await using server = await startFaultyServer({ reply: [reply] })
    await using transport = createTransport(once1)
    const text = transport.request({ url: server.url }).then((response) => readText(response, { limit: 10 }))
    if (reply.statedLength === 3) await expect(text.catch(() => 'abc')).resolves.toBe('abc')
    else await expect(text).rejects.toMatchObject({ code: 'ERR_HTTP_BODY_BROKEN' })
  })

  it.each(['SSH-2.0-OpenSSH_9\r\n', 'HTTP/1.1 abc\r\n\r\n'])(
    'says so where the peer speaks no HTTP: %j',
    async (answer) => {
      await using server = await rawServer(answer)
      await using transport = createTransport(once1)
      await expect(transport.request({ url: server.url })).rejects.toMatchObject({ code: 'ERR_HTTP_PROTOCOL' })
    },
  )

  it('stops at once where the signal is aborted already, and sends nothing', async () => {
    await using server = await startFaultyServer({ reply: [{}] })
    await using transport = createTransport()
    const reason = new Error('enough')
    const request = transport.request({ url: server.url, signal: AbortSignal.abort(reason) })
    await expect(request).rejects.toMatchObject({ code: 'ERR_HTTP_ABORTED', cause: reason })
    expect(server.requests).toHaveLength(0)
  })

  it('stops a body in the middle when the signal is aborted', async () => {
    await using server = await startFaultyServer({ reply: [{ body: 'abc', stallAfter: 1 }] })
    await using transport = createTransport()
    const controller = new AbortController()
    const response = await transport.request({ url: server.url, signal: controller.signal })
    setTimeout(() => controller.abort(), 50)
    await expect(readBody(response, { limit: 10 })).rejects.toMatchObject({ code: 'ERR_HTTP_ABORTED' })
  })

  it('survives a body that breaks before anybody reads it', async () => {
    await using server = await startFaultyServer({ reply: [{ body: 'abc', resetAfter: 1 }] })
    await using transport = createTransport(once1)
    const response = await transport.request({ url: server.url })
    await new Promise((resolve) => setTimeout(resolve, 100))
    await expect(readBody(response, { limit: 10 })).rejects.toMatchObject({ code: 'ERR_HTTP_BODY_BROKEN' })
  })
})

describe('bodies', () => {
  it('are read as JSON and as UTF-8, and an error does not quote them', async () => {
    await using server = await startFaultyServer({
      reply: ({ path }) => ({
        body: { '/ok': '{"a":1}', '/half': '{"token":"s3cret"' }[path] ?? new Uint8Array([0xff]),
      }),
    })
    await using transport = createTransport()
    const at = (path: string) => transport.request({ url: server.url + path })
    expect(await readJson(await at('/ok'), { limit: 100 })).toEqual({ a: 1 })
    const error: unknown = await readJson(await at('/half'), { limit: 100 }).catch((caught: unknown) => caught)
    expect(error).not.toHaveProperty('cause')
    expect(String(error)).not.toContain('s3cret')
    await expect(readText(await at('/bytes'), { limit: 100 })).rejects.toMatchObject({ code: 'ERR_HTTP_BODY_INVALID' })
    await expect(readText(await at('/ok'), { limit: 6 })).rejects.toMatchObject({ code: 'ERR_HTTP_TOO_LARGE' })
  })
})
