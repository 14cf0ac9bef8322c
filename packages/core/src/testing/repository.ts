import { createPackage, type MemoryRepository, memoryRepository } from '@nacre/apk'
import { hash, toHex } from '@nacre/archive'
import { type ApkOptions, apk, type TestPackage } from './apk.ts'

/** How {@link repository} presents itself. */
export interface RepositoryOptions {
  /** What `/etc/apk/repositories` and messages call it; default `memory:` and a name made of what it offers. */
  readonly name?: string
  /** Tag under which its packages are wanted, as in `nginx@edge`. */
  readonly tag?: string
  /** Architecture of the packages that name none. Default: they are offered for every architecture. */
  readonly arch?: string
}

/**
 * A repository in memory: `repository(['musl', apk({ name: 'zlib', depends: ['musl'] })])`.
 *
 * Packages are written on first use; no key is made before its `indexFile` or `keyring` is asked for, which then are
 * signed with a key of this one repository.
 *
 * @param packages names, what {@link apk} gives, its options, or the bytes of package files
 */
export function repository(
  packages: Iterable<string | ApkOptions | TestPackage | Uint8Array>,
  options: RepositoryOptions = {},
): MemoryRepository {
  const offered = [...packages].map((one) => prepare(one, options.arch))
  const name = options.name ?? `memory:${nameOf(offered, options)}`
  const tag = options.tag?.replace(/^@/, '')
  let opening: Promise<MemoryRepository> | undefined
  const open = (): Promise<MemoryRepository> => {
    opening ??= writePackages(offered).then((files) => memoryRepository(files, { name, key: 'ephemeral' }))
    return opening
  }
  return {
    name,
    ...(tag === undefined ? {} : { tag }),
    index: async (arch, request) => (await open()).index(arch, request),
    package: async (record, request) => (await open()).package(record, request),
    arches: async () => (await open()).arches(),
    search: async (query, request) => (await open()).search(query, request),
    indexFile: async (arch) => (await open()).indexFile(arch),
    keyring: async () => (await open()).keyring(),
  }
}

function prepare(
  one: string | ApkOptions | TestPackage | Uint8Array,
  arch: string | undefined,
): TestPackage | Uint8Array {
  if (one instanceof Uint8Array) return one
  const described = typeof one === 'string' || !('info' in one) ? apk(one) : one
  if (arch === undefined || described.info.arch !== undefined) return described
  return { ...described, info: { ...described.info, arch } }
}

function writePackages(packages: readonly (TestPackage | Uint8Array)[]): Promise<Uint8Array[]> {
  return Promise.all(packages.map(async (one) => (one instanceof Uint8Array ? one : await createPackage(one))))
}

// Equal packages, equal name: it is written into the image.
function nameOf(packages: readonly (TestPackage | Uint8Array)[], { tag = '' }: RepositoryOptions): string {
  const text = JSON.stringify([tag, ...packages.map(describe)])
  return toHex(hash('sha256', new TextEncoder().encode(text))).slice(0, 12)
}

function describe(one: TestPackage | Uint8Array): unknown {
  if (one instanceof Uint8Array) return toHex(hash('sha256', one))
  const { info, files, scripts } = one
  return [info, fileList(files), scripts instanceof Map ? [...scripts] : scripts]
}

function fileList(files: TestPackage['files']): unknown {
  return files !== undefined && Symbol.iterator in files ? [...files] : files
}
