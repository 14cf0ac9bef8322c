import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { Agent } from 'undici'
import { describe, expect, it } from 'vitest'
import { readText } from './body.ts'
import { startFaultyServer } from './testing/faulty-server.ts'
import { loopbackCertificate, loopbackKey } from './testing/loopback-certificate.ts'
import { createTransport } from './transport.ts'

async function tlsServer() {
  const server = createServer(
    { key: loopbackKey, cert: loopbackCertificate },
    (_, response) => void response.end('safe'),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { url: `https://127.0.0.1:${port}/`, [Symbol.asyncDispose]: async () => void server.close() }
}

describe('TLS', () => {
  it('refuses a certificate of an unknown authority, and does not try again', async () => {
    await using server = await tlsServer()
    await using transport = createTransport()
    const error: unknown = await transport.request({ url: server.url }).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'ERR_HTTP_TLS', message: expect.stringContaining('`ca`') as string })
    expect(error).not.toHaveProperty('details.attempts')
  })

  it('trusts the authorities that are given', async () => {
    await using server = await tlsServer()
    for (const ca of [loopbackCertificate, [loopbackCertificate]]) {
      await using transport = createTransport({ ca })
      expect(await readText(await transport.request({ url: server.url }), { limit: 10 })).toBe('safe')
    }
  })
})

it('goes through the proxy that is given, with the credentials in its address', async () => {
  const seen: unknown[] = []
  const proxy = createHttpServer((request, response) => {
    seen.push([request.url, request.headers['proxy-authorization']])
    response.end('by proxy')
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const { port } = proxy.address() as AddressInfo
  await using transport = createTransport({ proxy: `http://u:p@127.0.0.1:${port}` })
  const response = await transport.request({ url: 'http://apk.example/index' })
  expect(await readText(response, { limit: 100 })).toBe('by proxy')
  expect(seen).toEqual([['http://apk.example/index', 'Basic dTpw']])
  await transport.close()
  proxy.close()
})

it('shows no password of a proxy address that cannot be used', async () => {
  await using transport = createTransport({ proxy: 'socks9://u:s3cret@host' })
  const request = transport.request({ url: 'http://apk.example/index' })
  await expect(request).rejects.toMatchObject({
    code: 'ERR_HTTP_URL',
    message: expect.not.stringContaining('s3cret') as string,
  })
})

it('uses the dispatcher that is given, and leaves it open when it closes', async () => {
  await using server = await startFaultyServer({ reply: [{ body: 'x' }] })
  const dispatcher = new Agent()
  const transport = createTransport({ dispatcher })
  await readText(await transport.request({ url: server.url }), { limit: 10 })
  await transport.close()
  const { statusCode, body } = await dispatcher.request({ origin: server.url, path: '/', method: 'GET' })
  await body.dump()
  expect(statusCode).toBe(200)
  await dispatcher.close()
})
