import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { readText } from './body.ts'
import { instantClock } from './testing/instant-clock.ts'
import { loopbackCertificate as ca } from './testing/loopback-certificate.ts'
import { startTlsServer } from './testing/tls-server.ts'
import { createTransport } from './transport.ts'

/** A proxy that forwards plain requests in name only, and opens tunnels, or refuses to with a status. */
async function startProxy(tunnel: number) {
  const seen: unknown[] = []
  const proxy = createServer((request, response) => {
    seen.push([request.url, request.headers['proxy-authorization']])
    response.end('by proxy')
  })
  proxy.on('connect', (request, client, head) => {
    seen.push([request.url, request.headers['proxy-authorization']])
    if (tunnel !== 200) return client.end(`HTTP/1.1 ${tunnel} No\r\n\r\n`)
    const [host, port] = (request.url ?? '').split(':')
    const target = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      target.write(head)
      target.pipe(client)
      client.pipe(target)
    })
    for (const socket of [client, target]) socket.on('error', () => {})
    return undefined
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const { port } = proxy.address() as AddressInfo
  return {
    seen,
    url: `http://u:s3cret@127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      proxy.closeAllConnections()
      proxy.close()
    },
  }
}

const authorization = `Basic ${Buffer.from('u:s3cret').toString('base64')}`

describe('a proxy', () => {
  it('gets plain requests, with the credentials in its address', async () => {
    await using proxy = await startProxy(200)
    await using transport = createTransport({ proxy: proxy.url })
    const response = await transport.request({ url: 'http://apk.example/index' })
    expect(await readText(response, { limit: 100 })).toBe('by proxy')
    expect(proxy.seen).toEqual([['http://apk.example/index', authorization]])
  })

  it('opens a tunnel for https, in which it sees nothing', async () => {
    await using server = await startTlsServer('safe')
    await using proxy = await startProxy(200)
    await using transport = createTransport({ proxy: proxy.url, ca })
    const response = await transport.request({ url: server.url, headers: { authorization: 'Bearer abc' } })
    expect(await readText(response, { limit: 100 })).toBe('safe')
    expect(proxy.seen).toEqual([[new URL(server.url).host, authorization]])
  })

  it.each([403, 407])(
    'that refuses a tunnel with %i is a failure to connect, in which its password is not shown',
    async (status) => {
      await using proxy = await startProxy(status)
      await using transport = createTransport({ proxy: proxy.url, clock: instantClock() })
      await expect(transport.request({ url: 'https://apk.example/index' })).rejects.toMatchObject({
        code: 'ERR_HTTP_CONNECT',
        message: expect.stringMatching(new RegExp(`^(?!.*s3cret).*${status}`, 's')) as string,
      })
    },
  )

  it('whose address cannot be used is refused, and its password is not shown', async () => {
    await using transport = createTransport({ proxy: 'socks9://u:s3cret@host' })
    await expect(transport.request({ url: 'http://apk.example/index' })).rejects.toMatchObject({
      code: 'ERR_HTTP_URL',
      message: expect.not.stringContaining('s3cret') as string,
    })
  })
})
