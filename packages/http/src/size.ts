import { discard, tooLarge } from './body.ts'
import { readThrough } from './body-stream.ts'
import type { OnEvent } from './event.ts'
import type { HttpRequest, HttpResponse, Layer } from './message.ts'
import { redactUrl } from './redact.ts'

/** Length that a response states for its body, where it states one. */
export function statedLength(response: HttpResponse): number | undefined {
  const value = response.headers.get('content-length')
  return value !== null && /^\d{1,15}$/.test(value) ? Number(value) : undefined
}

/** Refuses bodies above the limit, by the length they state and by the bytes that come. Tells when a body has ended. */
export function sizeLimit(defaultLimit: number, emit: OnEvent): Layer {
  return (next) => ({
    async request(request: HttpRequest): Promise<HttpResponse> {
      const limit = request.maxBytes ?? defaultLimit
      const method = request.method ?? 'GET'
      const response = await next.request(request)
      const stated = method === 'HEAD' ? undefined : statedLength(response)
      if (stated !== undefined && stated > limit && response.status < 300) {
        await discard(response.body)
        throw tooLarge(response.url, limit, stated)
      }
      const body = readThrough(response.body, async function* (source) {
        let bytes = 0
        for await (const chunk of source) {
          bytes += chunk.length
          if (bytes > limit) throw tooLarge(response.url, limit)
          yield chunk
        }
        emit({ type: 'end', method, url: redactUrl(response.url), bytes })
      })
      return { ...response, body }
    },
  })
}
