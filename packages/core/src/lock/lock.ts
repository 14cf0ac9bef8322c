/** What a lock answers: the parts of a definition that decide which packages an image gets. */
export interface LockRequest {
  readonly profile: 'nacre' | 'apko'
  readonly packages: readonly string[]
  /** Repositories to resolve from: `URL`, `@tag URL`. */
  readonly repositories: readonly string[]
  readonly base?: string | undefined
}

/** One package of a {@link Lock}. */
export interface LockedPackage {
  readonly name: string
  readonly version: string
  /** Architecture of the package itself: that of the image, or `noarch`. */
  readonly arch: string
  /** The repository that it was taken from, as the definition names it. */
  readonly repository: string
  readonly tag?: string | undefined
  /** Where the file lay when the lock was made; a path for a directory. */
  readonly url: string
  /** Identity: `Q1` and base64 of the SHA-1 over the control segment, or `Q2` with SHA-256. */
  readonly checksum: string
  /** Size of the file in bytes. */
  readonly size: number
  /** Bytes that its files take once installed. */
  readonly installedSize?: number | undefined
  /** Source package, by which advisories are filed; absent where it is the package itself. */
  readonly origin?: string | undefined
  /** SHA-256 of the data segment in hex, where it was known when the lock was made. */
  readonly dataHash?: string | undefined
  readonly providerPriority?: number | undefined
  readonly depends?: readonly string[] | undefined
  readonly provides?: readonly string[] | undefined
  readonly installIf?: readonly string[] | undefined
}

/** What was chosen for one architecture: names of the keys that verified it, packages in install order. */
export interface LockedArchitecture {
  readonly keys: readonly string[]
  /** Digest of the base image's manifest; absent where nothing is built upon. */
  readonly base?: string | undefined
  readonly packages: readonly LockedPackage[]
}

/** What was chosen for an image, for all its architectures: plain data, to be kept as JSON beside the definition. */
export interface Lock {
  /** Version of the format. */
  readonly nacreLock: 1
  /** `sha256:…` over the request, so that a change by hand is noticed. */
  readonly checksum: string
  readonly request: LockRequest
  /** Keys that the indexes were verified with: PEM by name. */
  readonly keyring: Readonly<Record<string, string>>
  /** What was chosen, by APK's name of the architecture. */
  readonly architectures: Readonly<Record<string, LockedArchitecture>>
}
