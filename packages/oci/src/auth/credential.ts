import type { RepositoryName } from '../registry/reference.ts'

/** What a registry, or its token server, may be told. */
export type Credential =
  /** Name and password (or personal access token). */
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  /** A refresh token: Docker's `identitytoken`, traded for access tokens. */
  | { readonly kind: 'refresh-token'; readonly token: string }
  /** A token sent to the registry as it is: Docker's `registrytoken`. */
  | { readonly kind: 'bearer'; readonly token: string }

/** What a search for credentials came to. */
export interface CredentialSearch {
  readonly credential?: Credential
  /** Where was looked, for error messages: files with their keys, programs. Never a secret. */
  readonly tried: readonly string[]
}

/** Somewhere to find credentials. */
export interface CredentialProvider {
  /** Looks for what opens a repository; an empty answer is not an error. */
  find(repository: RepositoryName, options?: { readonly signal?: AbortSignal }): Promise<CredentialSearch>
}

/** Credentials by a function of the caller's; undefined means: go in without a name. */
export type CredentialCallback = (
  repository: RepositoryName,
  options?: { readonly signal?: AbortSignal },
) => Credential | undefined | Promise<Credential | undefined>

/** A provider out of a callback; providers pass through. */
export function toCredentialProvider(from: CredentialProvider | CredentialCallback | undefined): CredentialProvider {
  if (from === undefined) return { find: async () => ({ tried: ['no credentials were given to RegistryClient'] }) }
  if (typeof from !== 'function') return from
  return {
    async find(repository, options) {
      const credential = await from(repository, options)
      return { tried: ['the credentials callback'], ...(credential ? { credential } : {}) }
    },
  }
}
