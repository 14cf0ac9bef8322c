import { memoryStore, openStore, type Store } from '@nacre/archive/store'

/** The store behind the `cache` option: a directory, an open store, or one in memory that lasts for this build. */
export async function openCache(cache: string | Store | undefined): Promise<Store> {
  if (cache === undefined) return memoryStore()
  return typeof cache === 'string' ? await openStore(cache) : cache
}
