import { type Answer, type Exchange, refuse } from './answer.ts'
import { answerBlob } from './blobs.ts'
import type { Guard } from './guard.ts'
import { answerReferrers, answerTags } from './listings.ts'
import { answerManifest } from './manifests.ts'
import type { RegistryOptions } from './registry-options.ts'
import type { RegistryStore } from './registry-store.ts'
import { parseRoute } from './route.ts'
import { answerUpload, openUpload } from './uploads.ts'

/** What the endpoints work on. */
export interface EndpointContext {
  readonly store: RegistryStore
  readonly guard: Guard
  readonly options: RegistryOptions
  /** Origin that blobs are served from, when it is not this one. */
  readonly storage: string | undefined
}

/** Answers a request to the registry itself: distribution-spec v1.1, "Endpoints". */
export async function answerRegistry(exchange: Exchange, context: EndpointContext): Promise<Answer> {
  const { store, guard, options, storage } = context
  const route = parseRoute(exchange.url.pathname)
  const refusal = guard.check(exchange, route)
  if (refusal) return refusal
  const pageSize = options.pageSize ?? 1000
  const rules = {
    delete: options.delete ?? true,
    referrersApi: options.referrersApi ?? true,
    maxManifestBytes: options.maxManifestBytes ?? 4 * 1024 * 1024,
    mount: options.mount ?? true,
    minChunkBytes: options.minChunkBytes ?? 0,
  }
  switch (route.kind) {
    case 'base':
      return { status: 200, headers: { 'docker-distribution-api-version': 'registry/2.0' } }
    case 'token':
      return guard.answerToken(exchange)
    case 'blob':
      return answerBlob(exchange, store.find(route.name), route.digest, { delete: rules.delete, storage })
    case 'uploads':
      return openUpload(exchange, store, route.name, rules)
    case 'upload':
      return answerUpload(exchange, store.find(route.name), route.name, route.id)
    case 'manifest':
      return answerManifest(exchange, store.open(route.name), route.name, route.reference, rules)
    case 'tags':
      return answerTags(exchange, store.find(route.name), route.name, pageSize)
    case 'referrers':
      if (!rules.referrersApi) return refuse(404, 'UNSUPPORTED', 'no referrers endpoint here')
      return answerReferrers(exchange, store.find(route.name), route.name, route.digest, pageSize)
    case 'invalid-name':
      return refuse(400, 'NAME_INVALID', `${route.name} is not a repository name`)
    case 'unknown':
      return refuse(404, 'UNSUPPORTED', 'no such endpoint')
  }
}

/** Answers a request to the second origin, which holds blobs and wants no credentials. */
export function answerStorage(exchange: Exchange, store: RegistryStore): Answer {
  const route = parseRoute(exchange.url.pathname)
  if (exchange.headers.authorization !== undefined) return refuse(400, 'UNSUPPORTED', 'credentials do not belong here')
  if (route.kind !== 'blob') return refuse(404, 'UNSUPPORTED', 'only blobs are stored here')
  return answerBlob(exchange, store.find(route.name), route.digest, { delete: false })
}
