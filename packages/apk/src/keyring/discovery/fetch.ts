import {
  expectStatus,
  type ResponseStore,
  readJson,
  readText,
  revalidate,
  storeCache,
  type Transport,
} from '@nacre/http'
import { discoveryFault } from './fault.ts'

/** How keys are fetched. */
export interface KeyFetchOptions {
  /** What sends the requests. Nothing else does. */
  transport: Transport
  /** Keeps what was fetched, revalidated by entity tags; it is what an offline transport answers from. */
  cache?: ResponseStore
  signal?: AbortSignal
}

/** Most bytes of a list of keys, and of one key. */
const LIST_LIMIT = 16 * 1024 ** 2
const KEY_LIMIT = 64 * 1024

function through({ transport, cache }: KeyFetchOptions): Transport {
  return cache === undefined ? transport : revalidate(transport, storeCache(cache), { limit: LIST_LIMIT })
}

/** A JSON document; undefined where there is none (404). @throws HttpError */
export async function fetchJson(url: string, options: KeyFetchOptions): Promise<unknown> {
  const { signal } = options
  const headers = { accept: 'application/json' }
  const response = await through(options).request({ url, signal, headers, maxBytes: LIST_LIMIT })
  if (response.status === 404) return undefined
  return readJson(await expectStatus(response, 200), { limit: LIST_LIMIT })
}

/** The text of a key file. @throws HttpError */
export async function fetchKeyText(url: string, options: KeyFetchOptions): Promise<string> {
  const response = await through(options).request({ url, signal: options.signal, maxBytes: KEY_LIMIT })
  return readText(await expectStatus(response, 200), { limit: KEY_LIMIT })
}

/**
 * The absolute address that a document fetched from `from` names. What came over https never leads to plain http.
 *
 * @throws ApkError ERR_APK_KEY_DISCOVERY
 */
export function linked(address: string, from: string): string {
  if (!URL.canParse(address, from))
    throw discoveryFault(from, 'it names a key address that is no URL', 'Check the server')
  const url = new URL(address, from)
  const secure = url.protocol === 'https:' || (url.protocol === 'http:' && !/^https:/i.test(from))
  if (secure) return url.href
  throw discoveryFault(
    from,
    `it names a key at a ${url.protocol} address`,
    'Keys are taken over https only; give them as files',
  )
}

/** A value of parsed JSON as an object; empty for anything else. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}

/** A value of parsed JSON as a list; empty for anything else. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
