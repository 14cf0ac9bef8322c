import type { RepositoryName } from '../registry/reference.ts'

/** What may be done in a repository. */
export type Action = 'pull' | 'push' | 'delete'

/** What a request needs to be allowed. */
export interface Access {
  readonly repository: RepositoryName
  readonly actions: readonly Action[]
  /** Further repositories of the same registry that are read from, for a mount. */
  readonly from?: readonly string[]
}

/** Scopes of an access, sorted: Docker registry v2 token authentication, "Token Scope Documentation". */
export function scopesOf(access: Access): string[] {
  const from = (access.from ?? []).map((name) => `repository:${name}:pull`)
  if (access.actions.length === 0) return from.sort()
  return mergeScopes([`repository:${access.repository.repository}:${access.actions.join(',')}`, ...from])
}

/** Scopes put together: one a resource, actions joined, in an order that does not depend on the input's. */
export function mergeScopes(scopes: readonly string[]): string[] {
  const actions = new Map<string, Set<string>>()
  for (const scope of scopes) {
    const colon = scope.lastIndexOf(':')
    if (colon < 0) continue
    const resource = scope.slice(0, colon)
    const known = actions.get(resource) ?? new Set()
    for (const action of scope.slice(colon + 1).split(',')) known.add(action)
    actions.set(resource, known)
  }
  return [...actions].map(([resource, verbs]) => `${resource}:${[...verbs].sort().join(',')}`).sort()
}
