import type { Index } from '../apkindex/index-file.ts'
import type { IndexRecord } from '../metadata/metadata.ts'
import type { ApkSource } from '../package/source.ts'

/** What every request to a repository takes. */
export interface RepositoryRequestOptions {
  signal?: AbortSignal
}

/** What {@link Repository.search} takes. */
export interface RepositorySearchOptions extends RepositoryRequestOptions {
  /** Architecture to search. Default: all that the repository has, each package once. */
  arch?: string
}

/** A place that offers packages: a server, a directory, or memory. */
export interface Repository {
  /** Base URL or directory, as `/etc/apk/repositories` would name it. */
  readonly name: string
  /** Tag under which its packages are wanted (`@tag URL`), without the `@`; absent for an ordinary repository. */
  readonly tag?: string
  /** The index for an architecture, its signature judged by whatever the repository was made with. */
  index(arch: string, options?: RepositoryRequestOptions): Promise<Index>
  /**
   * Names the bytes of the index for an architecture without reading them: the same revision, the same index. Undefined where
   * there are none to name; absent where the place cannot tell.
   */
  revision?(arch: string, options?: RepositoryRequestOptions): Promise<string | undefined>

  /**
   * The file of a package that the index lists, as `openPackage` takes it: its path, or its bytes. Whether it fits the record is for
   * `openPackage` with `expect` to say.
   */
  package(record: IndexRecord, options?: RepositoryRequestOptions): Promise<ApkSource>
  /** The same repository, sending nothing: what it does not hold already is an error. Absent where it never sends anything. */
  offline?(): Repository
  /** Architectures on offer; absent where the place cannot tell. */
  arches?(options?: RepositoryRequestOptions): Promise<string[]>
  /** Packages by name, glob (`*`, `?`) or provided name (`cmd:curl`, `so:libssl.so.3`, `pc:zlib`), best known first. */
  search(query: string, options?: RepositorySearchOptions): Promise<IndexRecord[]>
}

/** The same repository under a tag. */
export function tagged(repository: Repository, tag: string): Repository {
  const arches = repository.arches?.bind(repository)
  const revision = repository.revision?.bind(repository)
  const offline = repository.offline?.bind(repository)
  return {
    name: repository.name,
    tag: tag.replace(/^@/, ''),
    index: (arch, options) => repository.index(arch, options),
    package: (record, options) => repository.package(record, options),
    search: (query, options) => repository.search(query, options),
    ...(arches === undefined ? undefined : { arches }),
    ...(revision === undefined ? undefined : { revision }),
    ...(offline === undefined ? undefined : { offline: () => tagged(offline(), tag) }),
  }
}
