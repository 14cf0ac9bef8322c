import { expectStatus, type HttpResponse, readBody, redactUrl, revalidate } from '@nacre/http'
import type { Index } from '../../apkindex/index-file.ts'
import type { RepositoryContext } from './context.ts'
import { fetchFault, indexNotFound } from './fault.ts'
import { pendingCache } from './pending-cache.ts'

/** The bytes of an index as the server has them now, not verified yet. */
export interface FetchedIndex {
  readonly bytes: Uint8Array
  /** Keeps them, once they were. */
  commit(): Promise<void>
}

/** An index that was read before, and the bytes that it was read from. */
export interface KnownIndex {
  readonly index: Index
  readonly bytes: Uint8Array
}

/**
 * Fetches the index for an architecture. What is in the cache is used if the server confirms it, or if the transport is offline.
 *
 * @throws ApkError ERR_APK_FETCH, ERR_APK_OFFLINE, ERR_APK_REPOSITORY_EMPTY
 */
export async function fetchIndexBytes(
  context: RepositoryContext,
  arch: string,
  signal: AbortSignal | undefined,
): Promise<FetchedIndex> {
  const { location, limits } = context
  const cache = pendingCache(context.responses)
  const transport = revalidate(context.transport, cache, { limit: limits.index })
  const addresses = location.indexes(arch)
  const fetched = { what: `the index for ${arch}`, repository: location.shown, details: { arch } }
  for (const url of addresses) {
    try {
      const response: HttpResponse = await transport.request({ url, signal, maxBytes: limits.index })
      if (response.status === 404) continue
      const bytes = await readBody(await expectStatus(response, 200), { limit: limits.index })
      return { bytes, commit: () => cache.commit() }
    } catch (error) {
      throw fetchFault(error, fetched)
    }
  }
  throw indexNotFound(location.shown, arch, addresses.map(redactUrl))
}

/**
 * Reads an index that was fetched; only one that verified enters the cache.
 *
 * @param known an index read before; returned as it is where the bytes are still the same
 * @throws those of {@link readIndex}
 */
export async function readFetchedIndex(
  { bytes, commit }: FetchedIndex,
  context: RepositoryContext,
  known: KnownIndex | undefined,
  signal: AbortSignal | undefined,
): Promise<KnownIndex> {
  if (known !== undefined && Buffer.compare(known.bytes, bytes) === 0) return known
  const { trust, limits, store: cache } = context
  const { readKeptIndex } = await import('../kept-index.ts')
  const index = await readKeptIndex(bytes, {
    ...trust,
    limits,
    ...(cache === undefined ? {} : { cache }),
    ...(signal === undefined ? {} : { signal }),
  })
  await commit()
  return { index, bytes }
}
