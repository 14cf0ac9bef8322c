import type { RepositoryEntry } from '../definition/definition.ts'

const ALPINE_MIRROR = 'https://dl-cdn.alpinelinux.org/alpine'
const WOLFI_REPOSITORY = 'https://packages.wolfi.dev/os'

/** Which parts of an Alpine release to take, and from where. */
export interface AlpineOptions {
  /** Default `main` and `community`. */
  readonly repositories?: readonly ('main' | 'community' | 'testing' | (string & {}))[]
  /** Default Alpine's own content network. */
  readonly mirror?: string
  /** Only for packages asked for as `name@tag`. */
  readonly tag?: string
}

/**
 * The repositories of an Alpine release: `alpine('v3.22')`, `alpine('edge')`. Their keys are looked up in Alpine's
 * published list of releases when a plan first needs them.
 */
export function alpine(release: string, options: AlpineOptions = {}): readonly RepositoryEntry[] {
  const { repositories = ['main', 'community'], mirror = ALPINE_MIRROR, tag } = options
  const branch = /^\d/.test(release) ? `v${release}` : release
  return repositories.map((name) => ({
    location: `${mirror}/${branch}/${name}`,
    discoverKeys: 'alpine' as const,
    ...(tag === undefined ? {} : { tag }),
  }))
}

/** Where to take Wolfi from. */
export interface WolfiOptions {
  /** Default Wolfi's own repository. */
  readonly mirror?: string
  /** Only for packages asked for as `name@tag`. */
  readonly tag?: string
}

/** Wolfi's repository. Its key is looked up at the repository itself when a plan first needs it. */
export function wolfi(options: WolfiOptions = {}): readonly RepositoryEntry[] {
  const { mirror = WOLFI_REPOSITORY, tag } = options
  return [{ location: mirror, discoverKeys: 'jwks' as const, ...(tag === undefined ? {} : { tag }) }]
}
