import { type Challenge, parseChallenges, redactUrl, type Transport } from '@nacre/http'
import { OciError } from '../error.ts'
import { formatReference } from '../registry/reference.ts'
import type { CredentialProvider, CredentialSearch } from './credential.ts'
import { type Access, mergeScopes, scopesOf } from './scope.ts'
import { type AccessToken, basicHeader, fetchToken } from './token.ts'

/** What an {@link Authorizer} works with. */
export interface AuthorizerOptions {
  readonly credentials: CredentialProvider
  readonly transport: Transport
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** How a registry said that it wants to be spoken to. */
type Scheme =
  | { readonly kind: 'basic' }
  | { readonly kind: 'bearer'; readonly realm: string; readonly service: string | undefined }

/** A token is not used in the last part of its life: it must survive the way to the registry. */
const EARLY_MILLISECONDS = 5_000

/**
 * Knows what to put into `Authorization`: learns from challenges how each registry is spoken to, gets tokens, and keeps
 * them by scope until they expire.
 */
export class Authorizer {
  readonly #options: AuthorizerOptions
  readonly #schemes: Map<string, Scheme> = new Map()
  readonly #tokens: Map<string, Promise<AccessToken>> = new Map()
  /** Scopes that a registry asked for beyond those an access has by itself. */
  readonly #extra: Map<string, readonly string[]> = new Map()

  constructor(options: AuthorizerOptions) {
    this.#options = options
  }

  /** The header to send now; undefined while the registry has asked for nothing. */
  async header(access: Access, signal: AbortSignal | undefined): Promise<string | undefined> {
    const scheme = this.#schemes.get(access.repository.registry)
    if (!scheme) return undefined
    return scheme.kind === 'basic' ? this.#basic(access, signal) : this.#bearer(scheme, access, signal)
  }

  /**
   * Takes in a 401: after it, {@link header} gives something else than what was refused.
   *
   * @throws OciError `ERR_OCI_UNAUTHORIZED` when there is nothing else to give
   */
  async learn(access: Access, refused: string | undefined, challenge: string | null, url: string): Promise<void> {
    const { registry } = access.repository
    const challenges = parseChallenges(challenge ?? '')
    const bearer = challenges.find(({ scheme }) => scheme === 'bearer')
    if (bearer) {
      this.#schemes.set(registry, readBearer(bearer, url))
      const scope = bearer.parameters.scope
      const key = keyOf(access, scopesOf(access))
      if (scope !== undefined && scope !== '') this.#extra.set(key, scope.split(' '))
      await this.#forget(refused)
      return
    }
    const basic = challenges.some(({ scheme }) => scheme === 'basic')
    if (!basic) throw unauthorized(access, 'the registry asks for a kind of authentication that is not known here', [])
    if (refused?.startsWith('Basic ')) throw await this.#wrongPassword(access)
    this.#schemes.set(registry, { kind: 'basic' })
  }

  async #forget(refused: string | undefined): Promise<void> {
    for (const [key, token] of this.#tokens) {
      const value = await token.then(
        (known) => known.value,
        () => undefined,
      )
      if (`Bearer ${value}` === refused) this.#tokens.delete(key)
    }
  }

  async #wrongPassword(access: Access): Promise<OciError> {
    const { tried } = await this.#options.credentials.find(access.repository)
    return unauthorized(access, 'the registry refuses the name and password', tried)
  }

  async #search(access: Access, signal: AbortSignal | undefined): Promise<CredentialSearch> {
    return this.#options.credentials.find(access.repository, signal ? { signal } : {})
  }

  async #basic(access: Access, signal: AbortSignal | undefined): Promise<string> {
    const { credential, tried } = await this.#search(access, signal)
    if (credential?.kind !== 'basic') throw unauthorized(access, 'the registry wants a name and password', tried)
    return basicHeader(credential.username, credential.password)
  }

  async #bearer(scheme: Scheme & { kind: 'bearer' }, access: Access, signal: AbortSignal | undefined): Promise<string> {
    const own = scopesOf(access)
    const scopes = mergeScopes([...own, ...(this.#extra.get(keyOf(access, own)) ?? [])])
    const key = keyOf(access, scopes)
    for (;;) {
      signal?.throwIfAborted()
      const held = this.#tokens.get(key)
      const known = await (held ?? this.#start(key, scheme, access, scopes))
      if (!held || known.expires - EARLY_MILLISECONDS > this.#options.now()) return `Bearer ${known.value}`
      if (this.#tokens.get(key) === held) this.#tokens.delete(key)
    }
  }

  // Shared by all who wait for it, so it does not end with the signal of one of them.
  #start(
    key: string,
    scheme: Scheme & { kind: 'bearer' },
    access: Access,
    scopes: readonly string[],
  ): Promise<AccessToken> {
    const pending = this.#fetch(scheme, access, scopes)
    this.#tokens.set(key, pending)
    pending.catch(() => this.#tokens.get(key) === pending && this.#tokens.delete(key))
    return pending
  }

  async #fetch(scheme: Scheme & { kind: 'bearer' }, access: Access, scopes: readonly string[]): Promise<AccessToken> {
    const { transport, now } = this.#options
    const { credential, tried } = await this.#search(access, undefined)
    if (credential?.kind === 'bearer') return { value: credential.token, expires: Number.POSITIVE_INFINITY }
    const token = await fetchToken(transport, { realm: scheme.realm, service: scheme.service, scopes, credential }, now)
    if (token) return token
    const met = credential
      ? 'the token server refuses the credentials'
      : 'the token server gives nothing without a name'
    throw unauthorized(access, met, tried)
  }
}

function keyOf(access: Access, scopes: readonly string[]): string {
  return `${access.repository.registry} ${scopes.join(' ')}`
}

function readBearer(challenge: Challenge, url: string): Scheme {
  const realm = challenge.parameters.realm ?? ''
  const safe = URL.canParse(realm) ? new URL(realm).protocol : ''
  // A password that the registry gets over TLS does not leave it for plain HTTP.
  if (safe !== 'https:' && !(safe === 'http:' && new URL(url).protocol === 'http:')) {
    throw new OciError(
      'ERR_OCI_TOKEN',
      `Authenticating to ${redactUrl(url)}: its token server ${JSON.stringify(redactUrl(realm).slice(0, 200))} is not an https address; mend the registry's configuration`,
      { details: { realm: redactUrl(realm) } },
    )
  }
  return { kind: 'bearer', realm, service: challenge.parameters.service }
}

function unauthorized(access: Access, met: string, tried: readonly string[]): OciError {
  const name = formatReference(access.repository)
  const looked = tried.length === 0 ? '' : ` (looked in: ${tried.join('; ')})`
  return new OciError(
    'ERR_OCI_UNAUTHORIZED',
    `Authenticating to ${name} for ${access.actions.join(', ')}: ${met}${looked}; log in, or give RegistryClient other credentials`,
    { details: { registry: access.repository.registry, repository: access.repository.repository, tried } },
  )
}
