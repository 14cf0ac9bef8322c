import { createTransport } from '@nacre/http'
import { instantClock, startFaultyServer } from '@nacre/http/testing'
import { expect, it } from 'vitest'
import { generateKey } from '../signing-key.ts'
import { fetchKeys } from './urls.ts'

const { publicPem } = await generateKey({ bits: 2048 })

it('makes a keyring of keys on servers, named by the last part of the path or as told', async () => {
  await using server = await startFaultyServer({ reply: [{ body: publicPem }] })
  await using transport = createTransport()
  const addresses = [`${server.url}/a%40b-1.rsa.pub?x=1`, { url: `${server.url}/key`, name: 'named.rsa.pub' }]
  const keyring = await fetchKeys(addresses, { transport })
  expect(keyring.names).toEqual(['a@b-1.rsa.pub', 'named.rsa.pub'])
})

it('refuses a name that would lead out of a key directory', async () => {
  await using server = await startFaultyServer({ reply: [{ body: publicPem }] })
  await using transport = createTransport()
  for (const path of ['/%2e%2e%2fpasswd', '/.hidden.rsa.pub', '/', '/a%00b']) {
    await expect(fetchKeys([server.url + path], { transport })).rejects.toMatchObject({
      code: 'ERR_APK_KEY_DISCOVERY',
      cause: { code: 'ERR_APK_KEY_NAME' },
    })
  }
})

it('names the address of a key that is missing, too large, or no key, and what went wrong', async () => {
  await using server = await startFaultyServer({
    reply: ({ path }) => ({ '/large': { body: 'x'.repeat(100_000) }, '/none': { body: 'x' } })[path],
  })
  await using transport = createTransport({ clock: instantClock() })
  const codes = { '/missing': 'ERR_HTTP_STATUS', '/large': 'ERR_HTTP_TOO_LARGE', '/none': 'ERR_APK_KEY_FORMAT' }
  for (const [path, code] of Object.entries(codes)) {
    await expect(fetchKeys([server.url + path], { transport })).rejects.toMatchObject({
      code: 'ERR_APK_KEY_DISCOVERY',
      details: { url: server.url + path },
      cause: { code },
    })
  }
  await expect(fetchKeys(['keys/a.rsa.pub'], { transport })).rejects.toMatchObject({ code: 'ERR_APK_KEY_DISCOVERY' })
})
