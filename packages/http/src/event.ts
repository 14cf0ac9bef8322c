import { channel } from 'node:diagnostics_channel'

/** What a transport tells while it works. URLs are redacted. */
export type HttpEvent =
  /** A request goes to the network; redirect hops, retries and resumptions count each. */
  | { readonly type: 'request'; readonly method: string; readonly url: string }
  /** Headers have arrived. */
  | { readonly type: 'response'; readonly method: string; readonly url: string; readonly status: number }
  /** Attempt number `attempt` (from 1) failed; another follows in `delay` milliseconds. */
  | {
      readonly type: 'retry'
      readonly method: string
      readonly url: string
      readonly attempt: number
      readonly delay: number
      readonly status?: number
      readonly code?: string
    }
  /** A body broke after `offset` bytes and is asked for again: the rest of it, or all of it. */
  | { readonly type: 'resume'; readonly url: string; readonly offset: number; readonly mode: 'range' | 'restart' }
  | { readonly type: 'redirect'; readonly url: string; readonly to: string; readonly status: number }
  /** A body has been read to its end. */
  | { readonly type: 'end'; readonly method: string; readonly url: string; readonly bytes: number }
  /** What the revalidating cache did: `fresh` was confirmed by the server, `offline` could not be. */
  | { readonly type: 'cache'; readonly url: string; readonly outcome: 'miss' | 'fresh' | 'changed' | 'offline' }

/** Receives events. */
export type OnEvent = (event: HttpEvent) => void

/** Name of the `node:diagnostics_channel` that carries every {@link HttpEvent}. */
export const HTTP_CHANNEL = 'nacre:http'

/** Sends an event to the callback and to the diagnostics channel. */
export function emitter(onEvent?: OnEvent): OnEvent {
  const events = channel(HTTP_CHANNEL)
  return (event) => {
    onEvent?.(event)
    if (events.hasSubscribers) events.publish(event)
  }
}
