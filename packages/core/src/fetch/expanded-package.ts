import type { IndexRecord, PackageEntry, PackageInfo } from '@nacre/apk'
import type { ContentSource } from '../rootfs/content.ts'

/** One script of a package with the tar header that it came under. */
export interface PackageScript {
  /** As in the control segment: `.post-install`, `.trigger`. */
  readonly name: string
  readonly mode: number
  readonly uname: string
  readonly gname: string
  readonly uid: number
  readonly gid: number
  readonly bytes: Uint8Array
}

/** A package whose bytes were verified and inflated: what it says, what it holds, and where its content stays. */
export interface ExpandedPackage {
  readonly info: PackageInfo
  /** What the index says of it. */
  readonly record: IndexRecord
  /** Identity: `Q1` and the base64 SHA-1 of the control segment. */
  readonly checksum: string
  /** Size of the package file in bytes. */
  readonly size: number
  readonly entries: readonly PackageEntry[]
  readonly scripts: readonly PackageScript[]
  readonly content: ContentSource
}
