import type { Digest } from '../model/digest.ts'

/**
 * What a copy tells while it works. `bytes` of `total` of one piece of content are done: `start` (0), `progress`
 * (may fall back to 0 when a transfer is repeated), `written`, or, with nothing to move, `present` (was there) and
 * `mounted` (the registry took it over from another repository). `tag`: a reference now points to `digest`.
 */
export type CopyEvent =
  | {
      readonly kind: 'start' | 'progress' | 'written' | 'present' | 'mounted'
      readonly digest: Digest
      readonly mediaType: string
      readonly bytes: number
      readonly total: number
    }
  | { readonly kind: 'tag'; readonly digest: Digest; readonly reference: string }
