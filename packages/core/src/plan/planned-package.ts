import type { IndexRecord, Repository } from '@nacre/apk'

/** One package of a plan: what the index says of it, where it comes from, and who asked for it. */
export interface PlannedPackage {
  readonly name: string
  readonly version: string
  readonly record: IndexRecord
  readonly repository: Repository
  /** The tag that it was taken under, if any. */
  readonly tag?: string
  /** Where the file lies, for a package out of a lock. */
  readonly url?: string
  /** What a lock demands of the data segment: its SHA-256 in hex. */
  readonly dataHash?: string
}
