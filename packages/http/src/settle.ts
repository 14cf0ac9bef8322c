import { bodyOf } from './body-stream.ts'
import type { HttpRequest, HttpResponse, Layer } from './message.ts'

/** Most bytes kept of a body that says why a request was not fulfilled. */
const KEPT_BYTES = 64 * 1024

/** Reads bodies outside 2xx into memory, cut at 64 KiB, so that a caller who only looks at the status holds nothing open. */
export const settled: Layer = (next) => ({
  async request(request: HttpRequest): Promise<HttpResponse> {
    const response = await next.request(request)
    if (response.status >= 200 && response.status < 300) return response
    const kept = new Uint8Array(KEPT_BYTES)
    let size = 0
    try {
      for await (const chunk of response.body) {
        const part = chunk.subarray(0, KEPT_BYTES - size)
        kept.set(part, size)
        size += part.length
        if (size === KEPT_BYTES) break
      }
    } catch (error) {
      if (request.signal?.aborted === true) throw error
      // The status is what was asked for; an explanation that broke off is still one.
    }
    return { ...response, body: bodyOf(kept.slice(0, size)) }
  },
})
