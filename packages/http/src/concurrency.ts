import pLimit, { type LimitFunction } from 'p-limit'
import { whenEnded } from './body-stream.ts'
import { HttpError } from './error.ts'
import type { HttpRequest, HttpResponse, Layer, Transport } from './message.ts'
import { settle } from './settle.ts'
import { abortedError } from './wire-error.ts'

/** How many exchanges may be under way at once, from the request to the end of the body. */
export interface ConcurrencyLimits {
  /** To one origin. Default 8. */
  readonly perHost: number
  /** In all. Default 32. */
  readonly total: number
}

/** The limits in force where nothing else is asked for. */
export const defaultConcurrency: ConcurrencyLimits = { perHost: 8, total: 32 }

/** One queue: a place for each origin, then a place among all. */
class Queue {
  readonly #limits: ConcurrencyLimits
  readonly #all: LimitFunction
  readonly #hosts = new Map<string, LimitFunction>()

  constructor(limits: ConcurrencyLimits) {
    this.#limits = limits
    this.#all = pLimit(limits.total)
  }

  async run(origin: string, task: () => Promise<void>): Promise<void> {
    const host = this.#hosts.get(origin) ?? pLimit(this.#limits.perHost)
    this.#hosts.set(origin, host)
    try {
      await host(() => this.#all(task))
    } finally {
      if (host.activeCount === 0 && host.pendingCount === 0) this.#hosts.delete(origin)
    }
  }
}

/** Calls `listener` when the signal is aborted, or at once if it is; the result ends the listening. */
function onAbort(signal: AbortSignal | undefined, listener: () => void): () => void {
  if (signal === undefined) return () => {}
  if (signal.aborted) listener()
  else signal.addEventListener('abort', listener, { once: true })
  return () => signal.removeEventListener('abort', listener)
}

/** Sends the request, gives the response out, and lasts until its body has ended. */
async function exchange(
  next: Transport,
  request: HttpRequest,
  respond: (response: HttpResponse) => void,
): Promise<void> {
  const { response, open } = await settle(request, await next.request(request))
  if (!open) return respond(response)
  let stopListening = (): void => {}
  await new Promise<void>((ended) => {
    stopListening = onAbort(request.signal, ended)
    respond({ ...response, body: whenEnded(response.body, ended) })
  })
  stopListening()
}

/**
 * Bounds how many exchanges are under way. Requests with a body are counted apart from those without, so that a
 * download that feeds an upload never waits for itself.
 */
export function concurrency(limits: ConcurrencyLimits): Layer {
  for (const [name, value] of Object.entries(limits)) {
    if (!(value >= 1)) {
      throw new HttpError('ERR_HTTP_REQUEST', `Making a transport: the limit ${name} is ${value}. Give 1 or more.`)
    }
  }
  return (next) => {
    const downloads = new Queue(limits)
    const uploads = new Queue(limits)
    return {
      request(request: HttpRequest): Promise<HttpResponse> {
        if (request.unqueued === true)
          return next.request(request).then(async (response) => (await settle(request, response)).response)
        const queue = request.body === undefined ? downloads : uploads
        return new Promise((resolve, reject) => {
          const stopListening = onAbort(request.signal, () => reject(abortedError(request)))
          const respond = (response: HttpResponse): void => {
            stopListening()
            resolve(response)
          }
          const fail = (error: unknown): void => {
            stopListening()
            reject(error)
          }
          queue.run(new URL(request.url).origin, () => exchange(next, request, respond)).catch(fail)
        })
      },
    }
  }
}
