import type { OnEvent } from './event.ts'
import type { Layer } from './message.ts'
import { redactUrl } from './redact.ts'

/** Tells of every request that goes to the network and of every response. */
export function traced(emit: OnEvent): Layer {
  return (next) => ({
    async request(request) {
      const method = request.method ?? 'GET'
      const url = redactUrl(request.url)
      emit({ type: 'request', method, url })
      const response = await next.request(request)
      emit({ type: 'response', method, url, status: response.status })
      return response
    },
  })
}
