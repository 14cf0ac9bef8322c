import { expect, it } from 'vitest'
import { bodyOf } from './body-stream.ts'
import { createHeaders } from './headers.ts'
import type { Transport } from './message.ts'
import { defaultRedirects, redirects } from './redirect.ts'

const network: Transport = {
  request: async ({ url }) => ({
    status: url.startsWith('https:') ? 302 : 200,
    headers: createHeaders({ location: 'http://host/plain' }),
    body: bodyOf(new Uint8Array()),
    url,
  }),
}

it('never goes from https to http, unless allowed', async () => {
  const careful = redirects(defaultRedirects, () => {})(network)
  await expect(careful.request({ url: 'https://host/x' })).rejects.toMatchObject({ code: 'ERR_HTTP_REDIRECT' })
  const allowed = await careful.request({ url: 'https://host/x', redirects: { allowDowngrade: true } })
  expect(allowed.url).toBe('http://host/plain')
})
