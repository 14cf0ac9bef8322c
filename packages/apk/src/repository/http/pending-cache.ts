import type { CachedResponse, ResponseCache } from '@nacre/http'

/** A response cache whose changes count only once they are committed. */
export interface PendingCache extends ResponseCache {
  commit(): Promise<void>
}

/** Puts changes to a cache off until what was fetched has been verified, so that nothing broken is ever kept. */
export function pendingCache(cache: ResponseCache): PendingCache {
  const pending = new Map<string, CachedResponse>()
  return {
    get: (key) => cache.get(key),
    async set(key, response) {
      pending.set(key, response)
    },
    async commit() {
      for (const [key, response] of pending) await cache.set(key, response)
      pending.clear()
    },
  }
}
