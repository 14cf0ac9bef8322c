import { execFile } from 'node:child_process'
import { channel } from 'node:diagnostics_channel'
import { promisify } from 'node:util'
import { MockAgent } from 'undici'
import { expect, it } from 'vitest'
import type { HttpEvent } from './event.ts'
import { startFaultyServer } from './testing/faulty-server.ts'
import { createTransport } from './transport.ts'

it('refuses every request before a socket is made, a dispatcher used, or a callback asked', async () => {
  const sockets: unknown[] = []
  const events: HttpEvent[] = []
  const note = (message: unknown): void => {
    sockets.push(message)
  }
  await using server = await startFaultyServer({ reply: [{}] })
  const dispatcher = new MockAgent()
  dispatcher.disableNetConnect()
  channel('net.client.socket').subscribe(note)
  try {
    await using transport = createTransport({
      offline: true,
      dispatcher,
      credentials: () => {
        throw new Error('asked')
      },
      onEvent: (event) => events.push(event),
    })
    const url = `${server.url.replace('//', '//user:s3cret@')}/x`
    for (const method of ['GET', 'HEAD', 'PUT', 'POST']) {
      const error: unknown = await transport.request({ url, method }).catch((caught: unknown) => caught)
      expect(error).toMatchObject({ code: 'ERR_HTTP_OFFLINE', details: { method, url: `${server.url}/x` } })
      expect(String(error)).not.toContain('s3cret')
    }
  } finally {
    channel('net.client.socket').unsubscribe(note)
    await dispatcher.close()
  }
  expect(sockets).toEqual([])
  expect(events).toEqual([])
  expect(server.requests).toHaveLength(0)
})

it('loads no HTTP client, offline or before the first request', async () => {
  const source = `
    import { createTransport } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)}
    const code = await createTransport({ offline: true }).request({ url: 'http://127.0.0.1:1/' }).catch((error) => error.code)
    createTransport()
    const before = process.moduleLoadList.length
    const { registerHooks } = await import('node:module')
    const loaded = []
    registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context) } })
    await createTransport({ retry: { attempts: 1 } }).request({ url: 'http://127.0.0.1:1/' }).catch(() => {})
    console.log(code, loaded.some((url) => url.includes('/undici/')))
  `
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', source])
  expect(stdout.trim()).toBe('ERR_HTTP_OFFLINE true')
})
