export {
  ALPINE_RELEASES_URL,
  type AlpineKeyOptions,
  alpineRelease,
  discoverAlpineKeys,
} from './keyring/discovery/alpine.ts'
export type { KeyFetchOptions } from './keyring/discovery/fetch.ts'
export { discoverJwksKeys, type JwksKeyOptions } from './keyring/discovery/jwks.ts'
export { fetchKeys, type KeyAddress } from './keyring/discovery/urls.ts'
export { Keyring } from './keyring/keyring.ts'
export type { PublicKey } from './keyring/public-key.ts'
export { type HttpRepositoryOptions, httpRepository } from './repository/http.ts'
export { type LocalRepository, type LocalRepositoryOptions, localRepository } from './repository/local.ts'
export { type MemoryRepository, type MemoryRepositoryOptions, memoryRepository } from './repository/memory.ts'
export { packageFileName } from './repository/package-file-name.ts'
export {
  type Repository,
  type RepositoryRequestOptions,
  type RepositorySearchOptions,
  tagged,
} from './repository/repository.ts'
export { matchesGlob, searchRecords } from './repository/search.ts'
