import type { CachedResponse, ResponseCache } from './revalidation.ts'

/** What a response cache needs of a store of bytes; `@nacre/archive/store` has it. */
export interface ResponseStore {
  get(namespace: string, key: string): Promise<Uint8Array | undefined>
  put(namespace: string, key: string, content: Uint8Array): Promise<unknown>
}

/** The namespace in which responses are kept. */
const NAMESPACE = 'http-response'

/** Validators as one line of JSON, then the body. */
function encode({ etag, lastModified, body }: CachedResponse): Uint8Array {
  return Buffer.concat([Buffer.from(`${JSON.stringify({ etag, lastModified })}\n`, 'utf8'), body])
}

function decode(bytes: Uint8Array): CachedResponse | undefined {
  const end = bytes.indexOf(0x0a)
  if (end < 0) return undefined
  try {
    const head: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)))
    if (typeof head !== 'object' || head === null) return undefined
    const { etag, lastModified } = head as Readonly<Record<string, unknown>>
    return {
      body: bytes.subarray(end + 1),
      ...(typeof etag === 'string' ? { etag } : {}),
      ...(typeof lastModified === 'string' ? { lastModified } : {}),
    }
  } catch {
    return undefined
  }
}

/** A response cache in a store. An entry that cannot be read counts as absent. */
export function storeCache(store: ResponseStore): ResponseCache {
  return {
    async get(key) {
      const bytes = await store.get(NAMESPACE, key)
      return bytes === undefined ? undefined : decode(bytes)
    },
    async set(key, response) {
      await store.put(NAMESPACE, key, encode(response))
    },
  }
}

/** A response cache that lasts as long as it is referred to. */
export function memoryCache(): ResponseCache {
  const kept = new Map<string, CachedResponse>()
  return {
    get: async (key) => kept.get(key),
    set: async (key, response) => {
      kept.set(key, response)
    },
  }
}
