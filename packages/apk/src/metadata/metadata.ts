/**
 * What a package says about itself: the fields that `.PKGINFO`, a v2 index and a v3 package share.
 * Source: apk-tools, `.PKGINFO` keys and APKINDEX field letters (given in brackets).
 */
export interface PackageMetadata {
  /** Package name (`pkgname`, `P`). */
  name: string
  /** Version with its `-rN` (`pkgver`, `V`). */
  version: string
  /** Architecture or `noarch` (`arch`, `A`); absent means compatible with everything. */
  arch?: string
  /** Bytes that the files take once installed (`size`, `I`); 0 means that there is nothing to unpack. */
  installedSize: number
  /** One line of description (`pkgdesc`, `T`). */
  description: string
  /** Home page (`url`, `U`). */
  url: string
  /** Licence expression (`license`, `L`). */
  license: string
  /** Source package (`origin`, `o`); empty when unknown. */
  origin: string
  /** Maintainer, `Name <mail>` (`maintainer`, `m`); empty when unknown. */
  maintainer: string
  /** Build time, seconds since 1970 (`builddate`, `t`); 0 when unknown. */
  buildTime: number
  /** Commit of the source repository (`commit`, `c`); empty when unknown. */
  commit: string
  /** Tie-break among providers of one name (`provider_priority`, `k`), 0 to 65535. */
  providerPriority: number
  /** Dependency expressions (`depend`, `D`). */
  depends: string[]
  /** Provided names, `name` or `name=version` (`provides`, `p`). */
  provides: string[]
  /** Conditions that, all met, pull the package in (`install_if`, `i`). */
  installIf: string[]
}

/** One package as an index lists it. */
export interface IndexRecord extends PackageMetadata {
  /** Identity as text (`C`): `Q1` and the base64 SHA-1 of the compressed control member, for v2. */
  checksum: string
  /** Size of the package file in bytes (`S`). */
  size: number
  /** Why no client may install the record, such as an unknown upper-case field; absent when it may. */
  uninstallable?: string
  /** Packages whose files may be overwritten (`r`; v3 indexes carry it). */
  replaces?: string[]
  /** Dependencies that are recommended only (v3). */
  recommends?: string[]
  /** Tags of the package (`g`, v3). */
  tags?: string[]
  /** Install layer: 0 or absent the root, 1 the uvol layer (v3). */
  layer?: number
}

/** What `.PKGINFO` (v2) or the package block (v3) says, in full. */
export interface PackageInfo extends PackageMetadata {
  /** Who built the package (`packager`); empty when unknown. apk does not read it. */
  packager: string
  /** Packages whose files may be overwritten (`replaces`). */
  replaces: string[]
  /** Precedence among replacing packages (`replaces_priority`). */
  replacesPriority: number
  /** Directory patterns that run the trigger script (`triggers`). */
  triggers: string[]
  /** Lower-case hex SHA-256 of the compressed data member (`datahash`); empty when not given. */
  dataHash: string
  /** Dependencies that are recommended only (v3). */
  recommends?: string[]
  /** Tags of the package (v3). */
  tags?: string[]
  /** Install layer: 0 or absent the root, 1 the uvol layer (v3). */
  layer?: number
}
