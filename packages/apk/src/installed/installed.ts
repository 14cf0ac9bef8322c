import type { IndexRecord } from '../metadata/metadata.ts'

/** A package as the installed database (`lib/apk/db/installed`) keeps it. Source: apk-tools `apk_db_fdb_read`. */
export interface InstalledPackage extends IndexRecord {
  /** Packages whose files may be overwritten (`r`). */
  replaces: string[]
  /** Precedence among replacing packages (`q`). */
  replacesPriority: number
  /** Repository tag under which the package was installed, without `@` (`s`); empty for none. */
  repositoryTag: string
  /** Flag letters (`f`): `f` broken files, `s` a script failed, `x` xattrs not preserved, `S` checksums are SHA-256 cut to 160 bits. */
  flags: string
  /** Directories and the files in them, in package order. */
  directories: InstalledDirectory[]
}

/** Owner and mode of an installed path. */
export interface InstalledAccess {
  uid: number
  gid: number
  /** Permission bits. */
  mode: number
  /** `Q1…` SHA-1 over the extended attributes; absent when there are none. */
  xattrHash?: string
}

/** A directory of an installed package (`F`, `M`). */
export interface InstalledDirectory extends InstalledAccess {
  /** Path without leading or trailing slash; empty for the root. */
  name: string
  files: InstalledFile[]
}

/** A file, link or device of an installed package (`R`, `a`, `Z`). */
export interface InstalledFile extends InstalledAccess {
  /** Name within its directory. */
  name: string
  /** `Q1…` of the content, or of the target of a symlink; absent for devices. */
  checksum?: string
}
