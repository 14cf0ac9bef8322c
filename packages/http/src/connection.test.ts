import { Agent } from 'undici'
import { describe, expect, it } from 'vitest'
import { readText } from './body.ts'
import { startFaultyServer } from './testing/faulty-server.ts'
import { loopbackCertificate } from './testing/loopback-certificate.ts'
import { startTlsServer } from './testing/tls-server.ts'
import { createTransport } from './transport.ts'

describe('TLS', () => {
  it('refuses a certificate of an unknown authority, and does not try again', async () => {
    await using server = await startTlsServer('safe')
    await using transport = createTransport()
    const error: unknown = await transport.request({ url: server.url }).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'ERR_HTTP_TLS', message: expect.stringContaining('`ca`') as string })
    expect(error).not.toHaveProperty('details.attempts')
  })

  it('trusts the authorities that are given', async () => {
    await using server = await startTlsServer('safe')
    for (const ca of [loopbackCertificate, [loopbackCertificate]]) {
      await using transport = createTransport({ ca })
      expect(await readText(await transport.request({ url: server.url }), { limit: 10 })).toBe('safe')
    }
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
