import type { Digest } from '@nacre/archive'
import type { IndexRecord, PackageInfo } from '../metadata/metadata.ts'
import type { ScriptType } from './script.ts'

/** Kinds of entries in a package. */
export type PackageEntryType = 'file' | 'hardlink' | 'symlink' | 'directory' | 'char' | 'block' | 'fifo'

/** One path that a package brings. */
export interface PackageEntry {
  /** Path relative to the root, without leading `./` or `/` and without trailing slash: `usr/bin/env`. */
  readonly name: string
  readonly type: PackageEntryType
  /** Permission bits with setuid, setgid and sticky, such as 0o4755. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly uname: string
  readonly gname: string
  /** Bytes of content; 0 for everything but files. */
  readonly size: number
  /** Seconds since 1970. */
  readonly mtime: number
  /** Target of a symlink as written, or path of the entry that a hard link names; else empty. */
  readonly linkname: string
  readonly devmajor: number
  readonly devminor: number
  /** Extended attributes, values as raw bytes. */
  readonly xattrs: Readonly<Record<string, Uint8Array>>
  /** Hash of the content (of a symlink: of its target), lower-case hex: SHA-1 in v2, SHA-256 in v3. Absent where the package gives none. */
  readonly checksum?: string
  /** Where the content begins in the plain tar of the data member (v2), or in the plain package (v3). */
  readonly offset: number
}

/** One file of the control segment, under the header that it came with. */
export interface ControlEntry {
  /** `.PKGINFO`, `.post-install`, `.melange.yaml`. */
  readonly name: string
  /** Permission bits: `0o7777` at most. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly uname: string
  readonly gname: string
  readonly content: Uint8Array
}

/** An entry met while a package is read once, front to back. */
export interface StreamedEntry extends PackageEntry {
  /** The content in pieces, its checksum verified at the end. To be read before the next entry is asked for, or not at all. */
  stream(): AsyncIterable<Uint8Array>
  /** The content as one array, its checksum verified. To be called before the next entry is asked for, or not at all. */
  content(): Promise<Uint8Array>
}

/** A package whose data are inflated and verified. */
export interface ExpandedPackage {
  /** The plain tar of the data member (v2), or what stands for it: entries' offsets count in these bytes. */
  readonly tar: Uint8Array
  /** All entries, in package order. */
  readonly entries: readonly PackageEntry[]
  /** Content of a file as a view of {@link tar}; of a hard link, that of its target; empty for everything else. */
  content(entry: PackageEntry): Uint8Array
  /** SHA-256 of what {@link content} gives; computed on first use and kept. */
  digest(entry: PackageEntry): Digest
}

/** What {@link ApkPackage.plain} has passed on. */
export interface PassedPackage {
  /** All entries, in package order; their offsets count in the bytes that were passed. */
  readonly entries: readonly PackageEntry[]
  /** Bytes that were passed. */
  readonly size: number
  /**
   * The data member as it came, verified: gzip, whose plain data are the bytes that were passed. Of v2 packages whose data member is at most 8 MiB,
   * wherever they come from. Not to be changed; of a package that was opened from bytes it is a view of them.
   */
  readonly packed?: Uint8Array
}

/** What all readings of a package's data take. */
export interface PackageReadOptions {
  signal?: AbortSignal
}

/** What {@link ApkPackage.verify} takes. */
export interface PackageVerifyOptions extends PackageReadOptions {
  /**
   * Compare the hash over all data, and do not inflate them to check each content. Only v2 has such a hash; in v3 the contents are
   * checked in any case. Default false.
   */
  hashOnly?: boolean
}

/**
 * An APK package whose metadata were read and checked. The files in it are not touched before {@link entries},
 * {@link expand} or {@link verify} is called.
 */
export interface ApkPackage {
  readonly format: 'v2' | 'v3'
  readonly info: PackageInfo
  /** Identity as an index gives it: `Q1` and base64 of the SHA-1 of the compressed control member (v2). */
  readonly controlHash: string
  /** Lower-case hex SHA-256 of the compressed data member (v2); empty in v3. */
  readonly dataHash: string
  /** Bytes of the package file; undefined for a stream that has not been read to its end. */
  readonly size: number | undefined
  /** Scripts of the package. */
  readonly scripts: ReadonlyMap<ScriptType, Uint8Array>
  /** Files of the control segment in order, scripts or not (v2); none in v3. */
  readonly controlEntries: readonly ControlEntry[]
  /** Name of the key whose signature was verified; undefined when none was asked for or none is known. */
  readonly signer: string | undefined
  /** Names of the keys that have signed the package, verified or not, in file order. */
  readonly signatures: readonly string[]
  /**
   * The entries as they come, contents verified against their checksums. The hash over all data is known, and checked, only
   * when the last entry has been passed: keep what was read in a provisional place until then.
   */
  entries(options?: PackageReadOptions): AsyncIterable<StreamedEntry>
  /** Inflates the data into memory and verifies everything. */
  expand(options?: PackageReadOptions): Promise<ExpandedPackage>
  /**
   * The bytes that {@link expand} would give as `tar`, piece by piece in memory that does not depend on their size. A small package is one
   * piece, which in v2 is not used for anything else; a v3 package is in memory, and gives itself. Everything is verified. What was passed
   * is provisional until the generator returns what it has passed: after an error, drop it.
   */
  plain(options?: PackageReadOptions): AsyncGenerator<Uint8Array, PassedPackage>
  /** Reads everything and verifies every hash, in memory that does not depend on the size. */
  verify(options?: PackageVerifyOptions): Promise<void>
  /** The record by which an index lists this package. @throws ApkError ERR_APK_SIZE_UNKNOWN for a stream not read yet. */
  record(): IndexRecord
}
