import type { Digest } from '../model/digest.ts'

/** What a publication tells while it works. Repositories are named as in `ghcr.io/team/app`. */
export type PublishEvent =
  /** What there is to do. */
  | {
      readonly type: 'plan'
      readonly repositories: readonly string[]
      readonly tags: readonly string[]
      /** Blobs and manifests of one copy. */
      readonly contents: number
      /** Bytes of all copies together. */
      readonly total: number
    }
  /** Bytes that are in the registries or on their way, of all copies together; less after a retry. */
  | { readonly type: 'progress'; readonly done: number; readonly total: number }
  /** One blob or manifest is in a repository: sent, already there, or taken over from another repository. */
  | {
      readonly type: 'content'
      readonly repository: string
      readonly digest: Digest
      readonly mediaType: string
      readonly size: number
      readonly outcome: 'written' | 'present' | 'mounted'
    }
  /** The `verify` hook has agreed. */
  | { readonly type: 'verified'; readonly reference: string }
  /** Something is attached, attested or signed; `via` says how referrers are kept there. */
  | {
      readonly type: 'attached' | 'attested' | 'signed'
      readonly repository: string
      readonly subject: Digest
      readonly digest: Digest
      readonly via: 'api' | 'tag-schema' | 'index' | 'tag'
    }
  /** A tag leads to it now. */
  | { readonly type: 'tagged'; readonly reference: string }
