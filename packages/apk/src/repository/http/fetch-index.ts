import { expectStatus, type HttpResponse, readBody, redactUrl, revalidate } from '@nacre/http'
import type { Index } from '../../apkindex/index-file.ts'
import { readIndex } from '../../apkindex/read.ts'
import type { RepositoryContext } from './context.ts'
import { fetchFault, indexNotFound } from './fault.ts'
import { pendingCache } from './pending-cache.ts'

/** An index that was read before, and the bytes that it was read from. */
export interface KnownIndex {
  readonly index: Index
  readonly bytes: Uint8Array
}

/**
 * Fetches the index for an architecture and verifies it. What is in the cache is used if the server confirms it, or if the
 * transport is offline; only an index that verified enters the cache.
 *
 * @param known an index read before; returned as it is where the bytes are still the same
 * @throws ApkError ERR_APK_FETCH, ERR_APK_OFFLINE, ERR_APK_REPOSITORY_EMPTY, and those of {@link readIndex}
 */
export async function fetchIndex(
  context: RepositoryContext,
  arch: string,
  known: KnownIndex | undefined,
  signal: AbortSignal | undefined,
): Promise<KnownIndex> {
  const { location, limits } = context
  const cache = pendingCache(context.responses)
  const transport = revalidate(context.transport, cache, { limit: limits.index })
  const addresses = location.indexes(arch)
  const fetched = { what: `the index for ${arch}`, repository: location.shown, details: { arch } }
  for (const url of addresses) {
    let bytes: Uint8Array
    try {
      const response: HttpResponse = await transport.request({ url, signal, maxBytes: limits.index })
      if (response.status === 404) continue
      bytes = await readBody(await expectStatus(response, 200), { limit: limits.index })
    } catch (error) {
      throw fetchFault(error, fetched)
    }
    if (known !== undefined && Buffer.compare(known.bytes, bytes) === 0) return known
    const index = await readIndex(bytes, { ...context.trust, limits, ...(signal === undefined ? {} : { signal }) })
    await cache.commit()
    return { index, bytes }
  }
  throw indexNotFound(location.shown, arch, addresses.map(redactUrl))
}
