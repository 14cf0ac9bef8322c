/** A part of a package file: an HTTP byte range and `sha1-` or `sha256-` with base64; both empty where there is none. */
export interface ApkoLockedSegment {
  readonly range: string
  readonly checksum: string
}

/** One package of an {@link ApkoLock}: where it lies, and what its segments are. */
export interface ApkoLockedPackage {
  readonly name: string
  readonly url: string
  readonly version: string
  readonly architecture: string
  readonly signature?: ApkoLockedSegment | undefined
  readonly control?: ApkoLockedSegment | undefined
  readonly data?: ApkoLockedSegment | undefined
  readonly checksum?: string | undefined
}

/** One repository of an {@link ApkoLock}: the index of one architecture. */
export interface ApkoLockedRepository {
  readonly name: string
  readonly url: string
  readonly architecture: string
}

/** A public key of an {@link ApkoLock}. */
export interface ApkoLockedKey {
  readonly name: string
  readonly url: string
  readonly content?: string | undefined
}

/** A lock file as apko writes and reads it (apko 1.2, pkg/lock/lock.go). */
export interface ApkoLock {
  readonly version: 'v1'
  readonly config?: { readonly name?: string | undefined; readonly checksum?: string | undefined } | null | undefined
  readonly contents: {
    readonly keyring?: readonly ApkoLockedKey[] | null | undefined
    readonly build_repositories?: readonly ApkoLockedRepository[] | null | undefined
    readonly runtime_repositories?: readonly ApkoLockedRepository[] | null | undefined
    readonly repositories?: readonly ApkoLockedRepository[] | null | undefined
    readonly packages: readonly ApkoLockedPackage[]
  }
}
