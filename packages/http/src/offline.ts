import { HttpError } from './error.ts'
import type { Transport } from './message.ts'
import { redactUrl } from './redact.ts'

/** A transport without a network: every request is refused with `ERR_HTTP_OFFLINE`. It can reach no socket. */
export const offlineTransport: Transport = {
  request(request) {
    const url = redactUrl(request.url)
    const method = request.method ?? 'GET'
    return Promise.reject(
      new HttpError(
        'ERR_HTTP_OFFLINE',
        `${method} ${url}: refused, because this transport is offline. Fetch it once while online, or allow the network.`,
        { url, method },
      ),
    )
  },
}
