import type { ProfileName } from '../profile.ts'

/** A place to take packages from, and what it serves for. */
export interface RepositoryEntry {
  /** URL or directory that holds `<arch>/APKINDEX.tar.gz`; for a repository in memory, its name. */
  readonly location: string
  /** Only packages asked for as `name@tag`, and what they need, come from a tagged repository. */
  readonly tag?: string
  /** `build`: only resolves; `runtime`: only listed in the image's `/etc/apk/repositories`; default both. */
  readonly use?: 'build' | 'runtime'
  /** Whose published keys to look up over HTTPS; none are looked up unless named. */
  readonly discoverKeys?: 'alpine' | 'jwks'
}

/** A public key that indexes are verified with: a file, directory or URL, or the key itself. */
export type KeyEntry = string | { readonly name: string; readonly content: string }

/** An account in `/etc/passwd`. */
export interface UserEntry {
  readonly name: string
  readonly uid: number
  /** Default: the uid. */
  readonly gid?: number
  /** Default: `/home/<name>`. */
  readonly home?: string
  /** Default: `/bin/sh`. */
  readonly shell?: string
}

/** A group in `/etc/group`. */
export interface GroupEntry {
  readonly name: string
  readonly gid: number
  readonly members?: readonly string[]
}

/** Bytes of a file in a definition: text, or base64 for what is not text. */
export type FileContent = { readonly text: string } | { readonly base64: string }

/** What the entries of `paths` share: owner and mode are left as they are where not given. */
interface PathAttributes {
  readonly path: string
  readonly mode?: number
  readonly uid?: number
  readonly gid?: number
  /** Applies owner and mode to everything below the path. */
  readonly recursive?: boolean
}

/** One change to the tree, applied in order after the packages are installed. */
export type PathEntry =
  | (PathAttributes & { readonly type: 'directory' | 'empty-file' | 'permissions' })
  | (PathAttributes & { readonly type: 'symlink' | 'hardlink'; readonly source: string })
  | (PathAttributes & { readonly type: 'file'; readonly content: FileContent; readonly mtime?: number })
  | (PathAttributes & { readonly type: 'file'; readonly from: string; readonly mtime?: number })
  | (PathAttributes & {
      readonly type: 'tree'
      readonly from: string
      readonly ignore?: readonly string[]
      readonly mtime?: number
    })

/** What the container runs: arguments as they are, or text that is split or handed to a shell. */
export interface EntrypointEntry {
  readonly args?: readonly string[]
  /** Split into words by shell rules, nothing expanded. */
  readonly command?: string
  /** Run as `/bin/sh -c`. */
  readonly shellFragment?: string
  /** `service-bundle` runs `services` under s6. */
  readonly type?: string
  readonly services?: Readonly<Record<string, string>>
}

/** Arguments of the entrypoint: as they are, or text that is split into words by shell rules. */
export type CommandEntry = { readonly args: readonly string[] } | { readonly command: string }

/** How files are spread over layers. */
export interface LayeringEntry {
  readonly strategy: 'single' | 'origin' | 'package' | 'custom'
  /** Layers that packages may take, for `origin`. */
  readonly budget?: number
}

/** An image to build upon: a registry reference or an OCI layout directory. */
export interface BaseEntry {
  readonly reference: string
  /** Directory of the base's installed databases, `<arch>/APKINDEX`; read out of the base itself where absent. */
  readonly index?: string
}

/** Certificates to trust in the image. */
export interface CertificatesEntry {
  readonly additional?: readonly { readonly name: string; readonly content: string }[]
  /** Packages that provide one of these names bring certificates to collect. */
  readonly providers?: readonly string[]
}

/**
 * An image as data: plain, frozen, serialisable as JSON, and a superset of apko's configuration
 * (apko 1.2, `apko.yaml`). The chain and the YAML reader both make this one value.
 */
export interface ImageDefinition {
  readonly profile: ProfileName
  readonly repositories: readonly RepositoryEntry[]
  readonly keyring: readonly KeyEntry[]
  /** Keys that are only placed in the image's `/etc/apk/keys`. */
  readonly runtimeKeyring: readonly { readonly name: string; readonly content: string }[]
  /** What is asked for: `nginx`, `ca-certificates>=2024`, `foo@edge`, `!bar`. */
  readonly packages: readonly string[]
  readonly base?: BaseEntry
  readonly entrypoint?: EntrypointEntry
  readonly cmd?: CommandEntry
  readonly stopSignal?: string
  readonly workdir?: string
  readonly accounts: {
    readonly runAs?: string
    readonly users: readonly UserEntry[]
    readonly groups: readonly GroupEntry[]
  }
  /** Architectures to build when the verb names none. */
  readonly archs: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly paths: readonly PathEntry[]
  /** Go onto the manifest and the index. */
  readonly annotations: Readonly<Record<string, string>>
  /** Go into the image config. */
  readonly labels: Readonly<Record<string, string>>
  readonly volumes: readonly string[]
  /** Exposed ports: `8080/tcp`. */
  readonly ports: readonly string[]
  /** Where the definition comes from: `url@revision`. */
  readonly vcsUrl?: string
  readonly layering?: LayeringEntry
  /** Layer format; `tar` where absent. */
  readonly format?: string
  readonly certificates?: CertificatesEntry
}

/** The definition of an image with nothing in it. */
export const emptyDefinition: ImageDefinition = {
  profile: 'nacre',
  repositories: [],
  keyring: [],
  runtimeKeyring: [],
  packages: [],
  accounts: { users: [], groups: [] },
  archs: [],
  environment: {},
  paths: [],
  annotations: {},
  labels: {},
  volumes: [],
  ports: [],
}
