import type { Agent, Checksum } from '../component.ts'
import type { OsRelease } from '../os-release.ts'

/** What {@link describeImage} has to know of an image for one architecture. Plain data. */
export interface ImageFacts {
  /** Digest of the manifest, `sha256:…`. */
  readonly digest: string
  /** Media type of the manifest. Default: that of an OCI image manifest. */
  readonly mediaType?: string
  /** OCI architecture, such as `amd64`. */
  readonly arch: string
  /** Last element of the repository's path, such as `nginx`; `image` where it has none. */
  readonly name: string
  /** Registry and path, without tag: `ghcr.io/me/nginx`. */
  readonly repositoryUrl?: string
  readonly layers: readonly LayerFacts[]
  readonly os: OsRelease
  /** Where the configuration lives: a URL, `@`, a revision. */
  readonly source?: string
  readonly packages: readonly PackageFacts[]
  /** Seconds since 1970. */
  readonly created: number
  readonly creators: readonly Agent[]
}

/** A layer of an image: its digest, and its media type as the manifest has it. */
export interface LayerFacts {
  readonly digest: string
  readonly mediaType: string
}

/** An installed package, as the installed database and its index record have it. */
export interface PackageFacts {
  readonly name: string
  readonly version: string
  /** APK architecture, such as `x86_64`. */
  readonly arch?: string
  /** Free-form licence text. */
  readonly license?: string
  readonly description?: string
  readonly url?: string
  readonly origin?: string
  readonly commit?: string
  /** `Name <mail>`, or a name. */
  readonly maintainer?: string
  /** Of the package file. */
  readonly checksums?: readonly Checksum[]
  /** URL that the package file came from. */
  readonly downloadLocation?: string
  /** Digest of the layer that holds it, where it is one layer. */
  readonly layer?: string
  /** Names of the installed packages that it depends on. */
  readonly dependsOn?: readonly string[]
  /** The package's own SBOM: see {@link embeddedSbomPaths}. */
  readonly sbom?: Uint8Array
  /** The files that it owns: given, they are in the document. */
  readonly files?: readonly FileFacts[]
}

/** A file in an image. SPDX 2.3 §8.4 demands a SHA1 among the checksums. */
export interface FileFacts {
  /** Absolute path in the image. */
  readonly path: string
  readonly checksums: readonly Checksum[]
}

/** What {@link describeIndex} has to know of an image index. */
export interface IndexFacts {
  readonly digest: string
  /** Last element of the repository's path, such as `nginx`; `index` where it has none. */
  readonly name: string
  readonly repositoryUrl?: string
  /** Media type of the index. Default: that of an OCI image index. */
  readonly mediaType?: string
  readonly images: readonly { readonly digest: string; readonly arch: string; readonly mediaType?: string }[]
  readonly source?: string
  readonly created: number
  readonly creators: readonly Agent[]
}
