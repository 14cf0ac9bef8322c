import type { Digest } from '../model/digest.ts'

/** What a registry client tells while it works. */
export type RegistryEvent =
  /** A blob upload starts or goes on at `offset`; more than once for one blob when the connection broke. */
  | {
      readonly type: 'upload'
      readonly repository: string
      readonly digest: Digest
      /** Bytes the registry already has. */
      readonly offset: number
      /** `whole`: in one request; `chunk`: one of several. */
      readonly mode: 'whole' | 'chunk'
    }
  /** An attempt to upload failed and another follows. */
  | {
      readonly type: 'upload-retry'
      readonly repository: string
      readonly digest: Digest
      /** Failures in a row without a byte of progress. */
      readonly failures: number
      /** Milliseconds of waiting. */
      readonly delay: number
      readonly code: string
    }
  /** Outcome of the one try to mount a blob from another repository. */
  | {
      readonly type: 'mount'
      readonly repository: string
      readonly from: string
      readonly digest: Digest
      readonly outcome: 'mounted' | 'refused'
    }
  /** The registry wanted (new) authentication, in the middle of something. */
  | { readonly type: 'authenticate'; readonly repository: string; readonly status: 401 }
  /** How referrers are kept here, found out the first time. */
  | { readonly type: 'referrers'; readonly repository: string; readonly via: 'api' | 'tag-schema' }

/** Receives {@link RegistryEvent}s. */
export type OnRegistryEvent = (event: RegistryEvent) => void
