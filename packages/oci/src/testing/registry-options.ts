import type { Digest } from '../model/digest.ts'
import type { Fault, FaultRule } from './fault.ts'
import type { RegistryAuth } from './guard.ts'

/** How the registry of {@link startRegistry} behaves. */
export interface RegistryOptions {
  /** Who may do what; default: everybody everything. */
  readonly auth?: RegistryAuth
  /** Faults in force from the start; see {@link FaultRule}. */
  readonly faults?: readonly FaultRule[]
  /** Whether there is a referrers endpoint; default true. */
  readonly referrersApi?: boolean
  /** Whether cross-repository mounts are honoured; default true. */
  readonly mount?: boolean
  /** Whether things may be deleted; default true. */
  readonly delete?: boolean
  /** Tags or referrers in one page; default 1000. */
  readonly pageSize?: number
  /** Announced as the least size of a chunk, in bytes; default 0, which announces nothing. */
  readonly minChunkBytes?: number
  /** Largest manifest in bytes; default 4 MiB. */
  readonly maxManifestBytes?: number
  /**
   * Serve blobs from a second origin, reached by redirect, as registries with cloud storage do. It refuses requests
   * that carry credentials. Default false.
   */
  readonly redirectBlobs?: boolean
}

/** One request as it was met. */
export interface LoggedRequest {
  /** Number of the request since the start, from 0. */
  readonly index: number
  readonly method: string
  /** Path with query. */
  readonly path: string
  /** Header values by lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  /** `registry`, or `storage` for the second origin of `redirectBlobs`. */
  readonly origin: 'registry' | 'storage'
  /** Bytes of the request body taken in so far. */
  received: number
  /** Status answered; undefined when the connection went away first. */
  status?: number
  /** The fault that struck. */
  readonly fault?: Fault
}

/** A running registry. */
export interface Registry extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string
  /** `127.0.0.1:PORT`, what references start with. */
  readonly host: string
  /** Every request so far, in order of arrival. */
  readonly requests: readonly LoggedRequest[]
  /** Puts a fault in force; the function returned takes it away. */
  fault(rule: FaultRule): () => void
  /** Makes every token handed out so far invalid. */
  expireTokens(): void
  /** Names of the repositories, sorted. */
  repositories(): string[]
  /** Tags of a repository and the digests they point to. */
  tags(repository: string): Record<string, Digest>
  /** Bytes of a manifest (by tag or digest) or blob, or undefined. */
  content(repository: string, reference: string): Uint8Array | undefined
  /** Digests that a tag or digest needs and the repository lacks; empty when it is complete. */
  missing(repository: string, reference: string): Digest[]
  /** Forgets a blob or manifest, as a garbage collector would. */
  forget(repository: string, digest: Digest): void
  close(): Promise<void>
}
