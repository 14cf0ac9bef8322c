import { describe, expect, it } from 'vitest'
import { readText } from './body.ts'
import type { HttpRequest } from './message.ts'
import { type FaultyServer, startFaultyServer } from './testing/faulty-server.ts'
import { createTransport, type TransportOptions } from './transport.ts'

const to = (location: string, status = 302) => ({ status, headers: { location } })

async function follow(server: FaultyServer, request: Partial<HttpRequest> = {}, options: TransportOptions = {}) {
  await using transport = createTransport(options)
  const response = await transport.request({ url: `${server.url}/start`, ...request })
  return { status: response.status, url: response.url, text: await readText(response, { limit: 1000 }) }
}

/** Two origins: the first sends everything to the second. */
async function twoOrigins(status = 307) {
  const second = await startFaultyServer({ reply: [{ body: 'there' }] })
  const first = await startFaultyServer({ reply: [to(`${second.url}/end?sig=s3cret`, status)] })
  return {
    first,
    second,
    [Symbol.asyncDispose]: async () => {
      await first.close()
      await second.close()
    },
  }
}

describe('redirects', () => {
  it('follows relative and absolute locations, and tells the address that answered', async () => {
    await using server = await startFaultyServer({
      reply: ({ path }) =>
        path === '/start' ? to('next?a=1') : path === '/next?a=1' ? to('/end#part') : { body: 'end' },
    })
    expect(await follow(server)).toEqual({ status: 200, url: `${server.url}/end`, text: 'end' })
  })

  it.each([
    [301, 'POST', 'GET'],
    [302, 'POST', 'GET'],
    [303, 'PUT', 'GET'],
    [303, 'HEAD', 'HEAD'],
    [307, 'POST', 'POST'],
    [308, 'PUT', 'PUT'],
    [302, 'PUT', 'PUT'],
  ])('after %i to a %s sends a %s (RFC 9110 section 15.4)', async (status, method, then) => {
    await using server = await startFaultyServer({ reply: ({ path }) => (path === '/start' ? to('/end', status) : {}) })
    await follow(server, method === 'HEAD' ? { method } : { method, body: new TextEncoder().encode('data') })
    const [, last] = server.requests
    expect(last?.method).toBe(then)
    expect(new TextDecoder().decode(last?.body)).toBe(then === method && method !== 'HEAD' ? 'data' : '')
  })

  it('gives nothing secret to another origin', async () => {
    await using servers = await twoOrigins()
    const url = `${servers.first.url.replace('//', '//user:pass@')}/start`
    await follow(servers.first, { url, headers: { Cookie: 'c', 'X-Api-Key': 'k', Accept: 'text/plain' } })
    const [there] = servers.second.requests
    expect(servers.first.requests[0]?.headers).toMatchObject({ authorization: 'Basic dXNlcjpwYXNz', cookie: 'c' })
    expect(there?.headers).toMatchObject({ accept: 'text/plain', 'user-agent': 'nacre' })
    expect(Object.keys(there?.headers ?? {}).sort()).toEqual([
      'accept',
      'accept-encoding',
      'connection',
      'host',
      'user-agent',
    ])
  })

  it('keeps the authorization within the origin', async () => {
    await using server = await startFaultyServer({ reply: ({ path }) => (path === '/start' ? to(`/end`) : {}) })
    await follow(server, { headers: { authorization: 'Bearer abc' } })
    expect(server.requests[1]?.headers.authorization).toBe('Bearer abc')
  })

  it('uses user information in a location for that hop only', async () => {
    await using second = await startFaultyServer({ reply: ({ path }) => (path === '/a' ? to('/b') : {}) })
    await using first = await startFaultyServer({ reply: [to(`${second.url.replace('//', '//u:p@')}/a`)] })
    const { url } = await follow(first)
    expect(second.requests[0]?.headers.authorization).toBe('Basic dTpw')
    expect(url).toBe(`${second.url}/b`)
  })

  it('stops at the limit, and shows no secret of the address in its error', async () => {
    await using server = await startFaultyServer({ reply: [to('/start?token=s3cret')] })
    const error = await follow(server, {}, { redirects: { limit: 3 } }).catch((caught: unknown) => caught)
    expect(error).toMatchObject({
      code: 'ERR_HTTP_REDIRECT',
      message: expect.stringContaining('more than 3 times') as string,
    })
    expect(String(error)).not.toContain('s3cret')
    expect(server.requests).toHaveLength(4)
  })

  it('stays within the origin when told to', async () => {
    await using servers = await twoOrigins()
    const request = follow(servers.first, { redirects: { follow: 'same-origin' } })
    await expect(request).rejects.toMatchObject({ code: 'ERR_HTTP_REDIRECT' })
    expect(servers.second.requests).toHaveLength(0)
  })

  it('returns the redirect itself when told to', async () => {
    await using servers = await twoOrigins()
    expect(await follow(servers.first, { redirects: { follow: 'none' } })).toMatchObject({ status: 307 })
  })

  it('returns a redirect that names no location', async () => {
    await using server = await startFaultyServer({ reply: [{ status: 302 }] })
    expect(await follow(server)).toMatchObject({ status: 302 })
  })

  it.each(['http://[', 'ftp://host/x', 'file:///etc/passwd'])('does not follow to %s', async (location) => {
    await using server = await startFaultyServer({ reply: [to(location)] })
    await expect(follow(server)).rejects.toMatchObject({
      code: expect.stringMatching(/^ERR_HTTP_(REDIRECT|URL)$/) as string,
    })
  })
})
