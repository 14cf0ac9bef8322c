import type { ControlEntry, IndexRecord, PackageEntry, PackageInfo } from '@nacre/apk'
import type { ContentSource } from '../rootfs/content.ts'

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
  /** Everything in the control segment, under the headers it came with; of a v3 package its scripts. */
  readonly control: readonly ControlEntry[]
  readonly content: ContentSource
  /** What was worked out when the package was kept; absent where it was not. */
  readonly known?: KnownOfPackage
}

/** What can be told from an expanded package, and need not be told again. */
export interface KnownOfPackage {
  /** What it says, read by the INI rules of apko. */
  readonly iniInfo: PackageInfo
  /** Lines of its directories and files in the installed database as apko writes it, if none of them is lost to another package. */
  readonly fileLines?: Uint8Array
}
