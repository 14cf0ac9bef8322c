import type { Store } from '@nacre/archive/store'
import { createTransport, offlineTransport, type Transport, type TransportOptions } from '@nacre/http'

/** What reaches out of the process on behalf of a verb. */
export interface ServiceOptions {
  /** Where indexes, packages and layers are kept between runs: a directory, or an open store. */
  readonly cache?: string | Store
  /** Sends nothing; what is not in the cache is an error. */
  readonly offline?: boolean
  /** What sends requests; default one made with {@link ServiceOptions.http}. */
  readonly transport?: Transport
  /** How the transport is made: credentials, retries, concurrency, certificate authorities, proxy. */
  readonly http?: TransportOptions
  readonly signal?: AbortSignal
}

/** The outside things that a verb uses, opened. */
export interface Services {
  readonly store: Store | undefined
  readonly transport: Transport
  readonly offline: boolean
  readonly signal?: AbortSignal
}

/** Opens what the options name; nothing is sent before it is needed. */
export async function openServices(options: ServiceOptions): Promise<Services> {
  const { offline = false, signal } = options
  return {
    store: await openCache(options.cache),
    transport: offline ? offlineTransport : (options.transport ?? createTransport(options.http)),
    offline,
    ...(signal === undefined ? {} : { signal }),
  }
}

async function openCache(cache: string | Store | undefined): Promise<Store | undefined> {
  if (typeof cache !== 'string') return cache
  const { openStore } = await import('@nacre/archive/store')
  return await openStore(cache)
}
