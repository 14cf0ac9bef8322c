import { randomUUID } from 'node:crypto'
import { type Answer, type Exchange, json, readAll, refuse } from './answer.ts'
import type { Route } from './route.ts'

/** Who may do what. Passwords are compared as they are: this registry is for tests. */
export interface RegistryAuth {
  /** `basic`: name and password with every request. `token`: Bearer tokens from the registry's own token server. */
  readonly kind: 'basic' | 'token'
  /** Passwords by user name. */
  readonly users: Readonly<Record<string, string>>
  /** What may be done with no name at all; only with `token`. Default: nothing. */
  readonly anonymous?: readonly ('pull' | 'push' | 'delete')[]
  /** Seconds until a token expires; default 300. */
  readonly tokenSeconds?: number
  /** Refresh tokens (Docker's `identitytoken`) accepted by the token server: user name by token. */
  readonly refreshTokens?: Readonly<Record<string, string>>
}

interface Token {
  readonly access: ReadonlySet<string>
  readonly expires: number
}

/** Checks requests against {@link RegistryAuth}, and hands out tokens. */
export class Guard {
  readonly #auth: RegistryAuth | undefined
  readonly #origin: () => string
  readonly #tokens: Map<string, Token> = new Map()

  constructor(auth: RegistryAuth | undefined, origin: () => string) {
    this.#auth = auth
    this.#origin = origin
  }

  /** Makes every token handed out so far invalid, as if its time had come. */
  expireTokens(): void {
    this.#tokens.clear()
  }

  /** The refusal of a request that is not allowed, or undefined. */
  check(exchange: Exchange, route: Route): Answer | undefined {
    const auth = this.#auth
    if (!auth || route.kind === 'token') return undefined
    const [scheme, secret = ''] = (exchange.headers.authorization ?? '').split(' ', 2)
    if (auth.kind === 'basic') {
      if (scheme === 'Basic' && readBasic(secret, auth) !== undefined) return undefined
      return refuse(401, 'UNAUTHORIZED', 'name and password are needed', {
        'www-authenticate': 'Basic realm="registry"',
      })
    }
    const needed = accessNeeded(exchange, route)
    const token = scheme === 'Bearer' ? this.#tokens.get(secret) : undefined
    if (token && token.expires > Date.now() && needed.every((access) => token.access.has(access))) return undefined
    return refuse(401, 'UNAUTHORIZED', 'a token is needed', {
      'www-authenticate': this.#challenge(needed, token, scheme),
    })
  }

  // Docker registry v2 token authentication, "How to authenticate".
  #challenge(needed: readonly string[], token: Token | undefined, scheme: string | undefined): string {
    const actions = new Map<string, string[]>()
    for (const access of needed) {
      const colon = access.lastIndexOf(':')
      const resource = access.slice(0, colon)
      actions.set(resource, [...(actions.get(resource) ?? []), access.slice(colon + 1)])
    }
    const scope = [...actions].map(([resource, verbs]) => `${resource}:${verbs.join(',')}`).join(' ')
    const error = token ? 'insufficient_scope' : scheme === 'Bearer' ? 'invalid_token' : undefined
    return [
      `Bearer realm="${this.#origin()}/token"`,
      `service="${new URL(this.#origin()).host}"`,
      ...(scope === '' ? [] : [`scope="${scope}"`]),
      ...(error === undefined ? [] : [`error="${error}"`]),
    ].join(',')
  }

  /** GET (Docker) and POST (OAuth 2) of the token endpoint. */
  async answerToken(exchange: Exchange): Promise<Answer> {
    const auth = this.#auth
    if (auth?.kind !== 'token') return refuse(404, 'UNSUPPORTED', 'no token server here')
    const body = exchange.method === 'POST' ? await readAll(exchange.body, 65536) : undefined
    const query = body ? new URLSearchParams(new TextDecoder().decode(body)) : exchange.url.searchParams
    const user = body ? readGrant(query, auth) : readUser(exchange, auth)
    if (user === undefined) return refuse(401, 'UNAUTHORIZED', 'name or password is wrong')
    const scopes = query.getAll('scope').flatMap((scope) => scope.split(' '))
    const granted = scopes.flatMap((scope) => {
      const colon = scope.lastIndexOf(':')
      const verbs = scope.slice(colon + 1).split(',')
      const allowed = user === '' ? verbs.filter((verb) => auth.anonymous?.some((free) => free === verb)) : verbs
      return allowed.map((verb) => `${scope.slice(0, colon)}:${verb}`)
    })
    if (user === '' && granted.length === 0 && scopes.length > 0) {
      return refuse(401, 'UNAUTHORIZED', 'nothing is allowed without a name')
    }
    const seconds = auth.tokenSeconds ?? 300
    const token = randomUUID()
    const now = Date.now()
    this.#tokens.set(token, { access: new Set(granted), expires: now + seconds * 1000 })
    return json(200, { token, access_token: token, expires_in: seconds, issued_at: new Date(now).toISOString() })
  }
}

function accessNeeded(exchange: Exchange, route: Route): string[] {
  if (!('name' in route)) return []
  const resource = `repository:${route.name}`
  const from = exchange.url.searchParams.get('from')
  const mounted = from !== null && route.kind === 'uploads' ? [`repository:${from}:pull`] : []
  if (exchange.method === 'GET' || exchange.method === 'HEAD') return [`${resource}:pull`]
  if (exchange.method === 'DELETE' && route.kind !== 'upload') return [`${resource}:delete`]
  return [`${resource}:pull`, `${resource}:push`, ...mounted]
}

function readBasic(secret: string, auth: RegistryAuth): string | undefined {
  const [user = '', ...rest] = Buffer.from(secret, 'base64').toString('utf8').split(':')
  return user !== '' && auth.users[user] === rest.join(':') ? user : undefined
}

/** The user of a token request: empty for nobody, undefined when the password is wrong. */
function readUser(exchange: Exchange, auth: RegistryAuth): string | undefined {
  const [scheme, secret] = (exchange.headers.authorization ?? '').split(' ', 2)
  return scheme === 'Basic' && secret !== undefined ? readBasic(secret, auth) : ''
}

// Docker registry v2 OAuth 2 token authentication, "Getting a token".
function readGrant(form: URLSearchParams, auth: RegistryAuth): string | undefined {
  if (form.get('grant_type') === 'refresh_token') return auth.refreshTokens?.[form.get('refresh_token') ?? '']
  const user = form.get('username') ?? ''
  return auth.users[user] === form.get('password') ? user : undefined
}
