import { describe, expect, it } from 'vitest'
import { bodyOf } from './body-stream.ts'
import { createHeaders } from './headers.ts'
import type { HttpResponse } from './message.ts'
import { expectStatus } from './status.ts'

const response = (status: number, text = ''): HttpResponse => ({
  status,
  headers: createHeaders({}),
  body: bodyOf(new TextEncoder().encode(text)),
  url: 'https://host/x?sig=s3cret',
})

describe('expectStatus', () => {
  it('returns a response with one of the statuses', async () => {
    const ok = response(404)
    expect(await expectStatus(ok, [200, 404])).toBe(ok)
  })

  it('says what was being done, what was met and what to do, without secrets', async () => {
    await expect(
      expectStatus(response(401, 'denied: https://u:s3cret@h/'), 200, 'Reading the index of'),
    ).rejects.toMatchObject({
      code: 'ERR_HTTP_STATUS',
      message:
        'Reading the index of https://host/x?sig=***: the server answered 401, not 200. Give credentials for this host.',
      details: { status: 401, body: 'denied: https://***@h/' },
    })
  })

  it('quotes no more than 512 bytes of the body', async () => {
    const error: unknown = await expectStatus(response(500, 'x'.repeat(5000)), 200).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ details: { body: 'x'.repeat(512) } })
  })
})
