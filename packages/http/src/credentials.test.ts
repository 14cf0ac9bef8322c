import { describe, expect, it } from 'vitest'
import type { CredentialQuestion, Credentials } from './credentials.ts'
import { startFaultyServer } from './testing/faulty-server.ts'
import { createTransport } from './transport.ts'

const guarded = (accepted: string) => ({
  reply: ({ headers }: { headers: Readonly<Record<string, string | undefined>> }) =>
    headers.authorization === accepted ? { body: 'in' } : { status: 401, body: 'out' },
})

describe('credentials', () => {
  it.each([
    [{ username: 'ä', password: 'p:q' }, `Basic ${Buffer.from('ä:p:q').toString('base64')}`],
    [{ token: 'abc' }, 'Bearer abc'],
    [{ authorization: 'Custom x' }, 'Custom x'],
  ])('sends %j as %s', async (credential, expected) => {
    await using server = await startFaultyServer(guarded(expected))
    await using transport = createTransport({ credentials: async () => credential })
    expect((await transport.request({ url: server.url })).status).toBe(200)
  })

  it('asks once an origin, however many requests go there', async () => {
    const asked: string[] = []
    const credentials: Credentials = ({ origin }) => {
      asked.push(origin)
      return { token: 'abc' }
    }
    await using server = await startFaultyServer(guarded('Bearer abc'))
    await using transport = createTransport({ credentials })
    await Promise.all(['/a', '/b', '/c'].map((path) => transport.request({ url: server.url + path })))
    expect(asked).toEqual([server.url])
  })

  it('asks again when the origin says 401, once for all requests that met it, and sends them again', async () => {
    const questions: CredentialQuestion[] = []
    const credentials: Credentials = (question) => {
      questions.push(question)
      return { token: question.rejected === undefined ? 'old' : 'new' }
    }
    await using server = await startFaultyServer(guarded('Bearer new'))
    await using transport = createTransport({ credentials })
    const responses = await Promise.all(['/a', '/b', '/c'].map((path) => transport.request({ url: server.url + path })))
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(questions).toEqual([{ origin: server.url }, { origin: server.url, rejected: { token: 'old' } }])
  })

  it('returns the 401 when there is nothing better to give', async () => {
    await using server = await startFaultyServer(guarded('Bearer new'))
    await using transport = createTransport({ credentials: () => ({ token: 'old' }) })
    expect((await transport.request({ url: server.url })).status).toBe(401)
    expect(server.requests).toHaveLength(1)
  })

  it('prefers the Authorization of the request and that of the URL, and asks nobody then', async () => {
    const credentials: Credentials = () => {
      throw new Error('asked')
    }
    await using server = await startFaultyServer({ reply: [{}] })
    await using transport = createTransport({ credentials })
    await transport.request({ url: server.url, headers: { Authorization: 'Bearer own' } })
    await transport.request({ url: server.url.replace('//', '//us%40er:p%3Aw@') })
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer own',
      `Basic ${Buffer.from('us@er:p:w').toString('base64')}`,
    ])
  })

  it('asks for the origin of each redirect hop', async () => {
    await using second = await startFaultyServer({ reply: [{}] })
    await using first = await startFaultyServer({ reply: [{ status: 302, headers: { location: second.url } }] })
    await using transport = createTransport({
      credentials: ({ origin }) => (origin === first.url ? { token: 'first' } : undefined),
    })
    await transport.request({ url: first.url })
    expect(first.requests[0]?.headers.authorization).toBe('Bearer first')
    expect(second.requests[0]?.headers.authorization).toBeUndefined()
  })

  it('passes on why the callback failed, and asks anew the next time', async () => {
    let fails = true
    const cause = new Error('vault is sealed')
    await using server = await startFaultyServer(guarded('Bearer abc'))
    await using transport = createTransport({
      credentials: async () => {
        if (fails) throw cause
        return { token: 'abc' }
      },
    })
    await expect(transport.request({ url: server.url })).rejects.toMatchObject({ code: 'ERR_HTTP_CREDENTIALS', cause })
    fails = false
    expect((await transport.request({ url: server.url })).status).toBe(200)
  })
})
