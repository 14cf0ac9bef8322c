/** What a request path means in the distribution API. */
export type Route =
  | { readonly kind: 'base' }
  | { readonly kind: 'token' }
  | { readonly kind: 'blob'; readonly name: string; readonly digest: string }
  | { readonly kind: 'uploads'; readonly name: string }
  | { readonly kind: 'upload'; readonly name: string; readonly id: string }
  | { readonly kind: 'manifest'; readonly name: string; readonly reference: string }
  | { readonly kind: 'tags'; readonly name: string }
  | { readonly kind: 'referrers'; readonly name: string; readonly digest: string }
  | { readonly kind: 'invalid-name'; readonly name: string }
  | { readonly kind: 'unknown' }

// distribution-spec v1.1, "Pulling manifests": the pattern of <name>.
const NAME = /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/

// distribution-spec v1.1, "Endpoints" (end-1 to end-13).
const ENDPOINTS: readonly [RegExp, (name: string, last: string) => Route][] = [
  [/^\/v2\/(.+)\/blobs\/uploads\/()$/, (name) => ({ kind: 'uploads', name })],
  [/^\/v2\/(.+)\/blobs\/uploads\/([^/]+)$/, (name, id) => ({ kind: 'upload', name, id })],
  [/^\/v2\/(.+)\/blobs\/([^/]+)$/, (name, digest) => ({ kind: 'blob', name, digest })],
  [/^\/v2\/(.+)\/manifests\/([^/]+)$/, (name, reference) => ({ kind: 'manifest', name, reference })],
  [/^\/v2\/(.+)\/tags\/(list)$/, (name) => ({ kind: 'tags', name })],
  [/^\/v2\/(.+)\/referrers\/([^/]+)$/, (name, digest) => ({ kind: 'referrers', name, digest })],
]

/** Reads the path of a request; never throws. */
export function parseRoute(path: string): Route {
  if (path === '/v2/' || path === '/v2') return { kind: 'base' }
  if (path === '/token') return { kind: 'token' }
  for (const [pattern, make] of ENDPOINTS) {
    const match = pattern.exec(path)
    if (!match) continue
    const name = match[1] ?? ''
    return NAME.test(name) ? make(name, decodeURIComponent(match[2] ?? '')) : { kind: 'invalid-name', name }
  }
  return { kind: 'unknown' }
}
