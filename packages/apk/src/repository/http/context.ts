import type { Store } from '@nacre/archive/store'
import type { ResponseCache, Transport } from '@nacre/http'
import type { ApkLimits } from '../../package/limits.ts'
import type { TrustOptions } from '../../package/signature.ts'
import type { RepositoryLocation } from './location.ts'

/** What the parts of a repository on a server share. */
export interface RepositoryContext {
  readonly location: RepositoryLocation
  readonly transport: Transport
  readonly responses: ResponseCache
  /** Where packages are kept; absent for nowhere. */
  readonly store: Store | undefined
  readonly trust: TrustOptions
  readonly limits: ApkLimits
}
