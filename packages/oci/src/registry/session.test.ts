import { createHeaders, type HttpRequest, type HttpResponse, type Transport } from '@nacre/http'
import { describe, expect, it } from 'vitest'
import { RegistryClient, type RegistryClientOptions } from './client.ts'
import { nextPage } from './link.ts'
import { isLoopback } from './loopback.ts'
import { locationOf } from './session.ts'

async function* nothing(): AsyncGenerator<Uint8Array> {}

function response(status: number, headers: Record<string, string>, url = 'https://ghcr.io/v2/a'): HttpResponse {
  return { status, url, headers: createHeaders(headers), body: nothing() }
}

/** A transport that answers from a list, and keeps what was asked. */
function scripted(answers: HttpResponse[]): { transport: Transport; asked: HttpRequest[] } {
  const asked: HttpRequest[] = []
  return {
    asked,
    transport: {
      async request(request) {
        asked.push(request)
        return answers.shift() ?? response(404, {})
      },
    },
  }
}

describe('TLS', () => {
  it.each([
    ['ghcr.io/a', undefined, 'https://ghcr.io'],
    ['alpine', undefined, 'https://registry-1.docker.io'],
    ['localhost:5000/a', undefined, 'http://localhost:5000'],
    ['127.0.0.1:5000/a', undefined, 'http://127.0.0.1:5000'],
    ['localhost:5000/a', false, 'https://localhost:5000'],
    ['registry.local:5000/a', undefined, 'https://registry.local:5000'],
    ['registry.local:5000/a', ['registry.local:5000'], 'http://registry.local:5000'],
    ['ghcr.io/a', ['registry.local:5000'], 'https://ghcr.io'],
    ['ghcr.io/a', true, 'http://ghcr.io'],
  ] as [string, RegistryClientOptions['plainHttp'], string][])(
    'for %s with plainHttp %j goes to %s',
    async (name, plainHttp, origin) => {
      const { transport, asked } = scripted([])
      const client = new RegistryClient({ http: transport, ...(plainHttp === undefined ? {} : { plainHttp }) })
      await client.resolve(name, 'x').catch(() => undefined)
      expect(new URL(asked[0]?.url ?? '').origin).toBe(origin)
    },
  )

  it('is not left for the token server', async () => {
    const challenge = 'Bearer realm="http://auth.example/token",service="x"'
    const { transport, asked } = scripted([response(401, { 'www-authenticate': challenge })])
    const client = new RegistryClient({
      http: transport,
      credentials: () => ({ kind: 'basic', username: 'a', password: 'b' }),
    })
    await expect(client.tags('ghcr.io/a')).rejects.toMatchObject({ code: 'ERR_OCI_TOKEN' })
    expect(asked).toHaveLength(1)
  })

  it('is not left for an upload session of the same host', () => {
    const url = locationOf(response(202, { location: 'http://ghcr.io/v2/a/blobs/uploads/1' }))
    expect(url?.href).toBe('https://ghcr.io/v2/a/blobs/uploads/1')
  })

  it('is what "this machine" alone may do without', () => {
    expect(['localhost', 'localhost:1', '127.9.9.9:1', '[::1]:1', 'a.localhost'].every(isLoopback)).toBe(true)
    expect(['127.0.0.1.evil.com', 'localhost.evil.com', '128.0.0.1', 'evil.com:127'].some(isLoopback)).toBe(false)
  })
})

describe('an upload session at another origin', () => {
  it('gets no credentials', async () => {
    const { transport, asked } = scripted([
      response(401, { 'www-authenticate': 'Basic realm="x"' }),
      response(404, {}),
      response(202, { location: 'https://storage.example/upload?sig=1' }),
      response(201, {}, 'https://storage.example/upload'),
    ])
    const client = new RegistryClient({
      http: transport,
      credentials: () => ({ kind: 'basic', username: 'a', password: 'b' }),
    })
    const digest = 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
    await client.pushBlob('ghcr.io/a', { mediaType: 'x/y', size: 0, digest }, nothing)
    expect(asked.map(({ headers }) => headers?.['authorization'])).toEqual([
      undefined,
      'Basic YTpi',
      'Basic YTpi',
      undefined,
    ])
    expect(asked[3]?.url).toBe(`https://storage.example/upload?sig=1&digest=${encodeURIComponent(digest)}`)
  })
})

describe('Link', () => {
  const base = 'https://ghcr.io/v2/a/tags/list'
  it.each([
    ['</v2/a/tags/list?last=b>; rel="next"', 'https://ghcr.io/v2/a/tags/list?last=b'],
    ['<?n=1&last=x>; rel=next', 'https://ghcr.io/v2/a/tags/list?n=1&last=x'],
    ['<x>; rel="prev", <y>; foo="bar"; rel="last next"', 'https://ghcr.io/v2/a/tags/y'],
    ['<https://evil.example/x>; rel="next"', undefined],
    ['</x>; rel="prev"', undefined],
    ['</x>; title="next"', undefined],
    ['', undefined],
    [null, undefined],
  ])('%s', (link, next) => {
    expect(nextPage(link, base)?.href).toBe(next)
  })
})
