import { discard } from './body.ts'
import { HttpError } from './error.ts'
import type { HttpResponse } from './message.ts'
import { redactText, redactUrl } from './redact.ts'

const SHOWN_BYTES = 512

/** What a reader of the error can do about a status. */
function remedy(status: number): string {
  if (status === 401) return 'Give credentials for this host.'
  if (status === 403) return 'Check that the credentials for this host grant access to it.'
  if (status === 404 || status === 410) return 'Check the address: nothing is there.'
  if (status === 407) return 'Give credentials for the proxy.'
  if (status === 429) return 'The server asks for fewer requests: try again later.'
  if (status >= 500) return 'The server failed: try again later.'
  return 'Check the address and the server.'
}

async function beginning(response: HttpResponse): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  try {
    for await (const chunk of response.body) {
      text += decoder.decode(chunk.subarray(0, SHOWN_BYTES), { stream: true })
      if (text.length >= SHOWN_BYTES) break
    }
  } catch {
    return redactText(text)
  }
  return redactText(text.slice(0, SHOWN_BYTES))
}

/**
 * Returns the response if its status is one of those expected; otherwise ends it and throws.
 *
 * @param expected - one status or several
 * @param doing - what the request was for, as the beginning of the message: `Reading the index of …`
 * @throws HttpError `ERR_HTTP_STATUS`, with `details.status` and `details.body` (the first 512 bytes, redacted)
 */
export async function expectStatus(
  response: HttpResponse,
  expected: number | readonly number[],
  doing?: string,
): Promise<HttpResponse> {
  const wanted = typeof expected === 'number' ? [expected] : expected
  if (wanted.includes(response.status)) return response
  const body = response.status >= 300 ? await beginning(response) : ''
  if (response.status < 300) await discard(response.body)
  const url = redactUrl(response.url)
  throw new HttpError(
    'ERR_HTTP_STATUS',
    `${doing ?? 'Requesting'} ${url}: the server answered ${response.status}, not ${wanted.join(' or ')}. ${remedy(response.status)}`,
    { url, status: response.status, expected: wanted, body },
  )
}
