import { digestOf } from '@nacre/archive'
import type { Store } from '@nacre/archive/store'
import {
  createTransport,
  memoryCache,
  offlineTransport,
  storeCache,
  type Transport,
  type TransportOptions,
} from '@nacre/http'
import type { Index } from '../apkindex/index-file.ts'
import { ApkError } from '../error.ts'
import type { IndexRecord } from '../metadata/metadata.ts'
import { type ApkLimits, withLimits } from '../package/limits.ts'
import type { TrustOptions } from '../package/signature.ts'
import type { RepositoryContext } from './http/context.ts'
import { type FetchedIndex, fetchIndexBytes, type KnownIndex, readFetchedIndex } from './http/fetch-index.ts'
import { fetchPackage } from './http/fetch-package.ts'
import { type RepositoryFormat, repositoryLocation } from './http/location.ts'
import { localRepository } from './local.ts'
import type { Repository } from './repository.ts'
import { searchRecords } from './search.ts'

/** How {@link httpRepository} reads a repository. Without a keyring its signature is not looked at. */
export interface HttpRepositoryOptions extends TrustOptions {
  /** Offer its packages only to dependencies `name@tag`. */
  tag?: string
  /** The transport to use, such as one shared by several repositories. Default: a new one made with {@link http}. */
  transport?: Transport
  /** How the transport is made: credentials, retries, concurrency, CA, proxy. */
  http?: TransportOptions
  /** Keeps indexes, revalidated by their entity tags, and packages, by their identity. Default: indexes in memory only. */
  cache?: Store
  /** Send nothing: what is not in the cache is ERR_APK_OFFLINE. Default false. */
  offline?: boolean
  /** Look for an index of this format only. Default: v2, and v3 where there is none. */
  format?: RepositoryFormat
  /** Used where a call brings no signal of its own. */
  signal?: AbortSignal
  limits?: Partial<ApkLimits>
}

/**
 * A repository on a server: `URL/ARCH/APKINDEX.tar.gz` or `URL/ARCH/Packages.adb`, packages at `URL/ARCH/NAME-VERSION.apk`
 * under the architecture of their record, or where the index says. A URL ending in `.adb` or `.tar.gz` is that of the index
 * itself. A `file://` URL opens a directory.
 *
 * Nothing is sent before a method is called. User information in the URL becomes an `Authorization` header, is sent to that
 * origin only, and is not part of `name`.
 *
 * @throws ApkError ERR_APK_REPOSITORY_URL; from its methods ERR_APK_FETCH (with an HttpError as cause), ERR_APK_OFFLINE,
 *   ERR_APK_REPOSITORY_EMPTY, ERR_APK_PACKAGE_NOT_FOUND, ERR_APK_RECORD_MISMATCH, ERR_APK_NAME, ERR_APK_ARCH_MISSING, and those of
 *   {@link readIndex} and {@link openPackage}; HttpError ERR_HTTP_ABORTED
 */
export function httpRepository(url: string | URL, options: HttpRepositoryOptions = {}): Repository {
  const text = String(url)
  if (/^file:/i.test(text)) return localRepository(text, options)
  return repositoryAt(contextOf(text, options), options)
}

function repositoryAt(
  context: RepositoryContext,
  options: Pick<HttpRepositoryOptions, 'tag' | 'signal'>,
  before: ReadonlyMap<string, KnownIndex> = new Map(),
): Repository {
  const known = new Map(before)
  // Fetched for its revision, and not read yet.
  const unread = new Map<string, FetchedIndex>()
  const index = async (arch: string, signal = options.signal): Promise<Index> => {
    const fetched = unread.get(arch) ?? (await fetchIndexBytes(context, arch, signal))
    unread.delete(arch)
    const current = await readFetchedIndex(fetched, context, known.get(arch), signal)
    known.set(arch, current)
    return current.index
  }
  return {
    name: context.location.name,
    ...(options.tag === undefined ? {} : { tag: options.tag.replace(/^@/, '') }),
    index: (arch, { signal } = {}) => index(arch, signal),
    offline: () => repositoryAt({ ...context, transport: offlineTransport }, options, known),
    async revision(arch, { signal = options.signal } = {}) {
      const fetched = await fetchIndexBytes(context, arch, signal)
      unread.set(arch, fetched)
      return digestOf(fetched.bytes)
    },
    async package(record, { signal = options.signal } = {}) {
      // Where packages lie may be said in the index.
      for (const arch of unread.keys()) await index(arch, signal)
      const [arch, source] = sourceOf(record, known)
      return fetchPackage(context, record, context.location.packages(record, arch, source), signal)
    },
    async search(query, { arch, signal } = {}) {
      const arches = arch === undefined ? [...known.keys()] : [arch]
      if (arches.length === 0) throw archMissing(context.location.shown)
      const found = new Map<string, IndexRecord>()
      for (const one of arches) {
        for (const record of (await index(one, signal)).records) found.set(record.checksum, record)
      }
      return searchRecords(found.values(), query)
    },
  }
}

function contextOf(url: string, options: HttpRepositoryOptions): RepositoryContext {
  const { cache, keyring, allowUntrusted } = options
  const online = (): Transport => options.transport ?? createTransport(options.http)
  return {
    location: repositoryLocation(url, options.format),
    transport: options.offline === true ? offlineTransport : online(),
    responses: cache === undefined ? memoryCache() : storeCache(cache),
    store: cache,
    trust: {
      ...(keyring === undefined ? {} : { keyring }),
      ...(allowUntrusted === undefined ? {} : { allowUntrusted }),
    },
    limits: withLimits(options.limits),
  }
}

/** The index that lists a record, and its architecture; for a record from elsewhere (a lock file) what the record itself says. */
function sourceOf(record: IndexRecord, known: ReadonlyMap<string, KnownIndex>): [arch: string, index: Index] {
  for (const [arch, { index }] of known) {
    if (holds(index, record)) return [arch, index]
  }
  for (const [arch, { index }] of known) {
    if (arch === record.arch || record.arch === undefined || record.arch === 'noarch') return [arch, index]
  }
  const nothing: Index = { description: '', records: [], signer: undefined, signatures: [], format: 'v2' }
  return [record.arch ?? 'noarch', nothing]
}

function holds({ table, records }: Index, record: IndexRecord): boolean {
  if (table === undefined) return records.includes(record)
  const position = table.withChecksum(record.checksum)
  return position >= 0 && table.record(position) === record
}

function archMissing(repository: string): ApkError {
  return new ApkError(
    'ERR_APK_ARCH_MISSING',
    `Searching the repository ${repository}: a server does not tell which architectures it has. Name one, such as { arch: "x86_64" }`,
    { details: { repository } },
  )
}
