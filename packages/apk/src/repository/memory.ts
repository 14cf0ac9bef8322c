import type { Index } from '../apkindex/index-file.ts'
import { sortRecords } from '../apkindex/sort.ts'
import { ApkError } from '../error.ts'
import { Keyring } from '../keyring/keyring.ts'
import type { SigningKey } from '../keyring/signing-key.ts'
import type { IndexRecord } from '../metadata/metadata.ts'
import type { Repository } from './repository.ts'
import { searchRecords } from './search.ts'

/** How {@link memoryRepository} presents itself. */
export interface MemoryRepositoryOptions {
  /** Default `memory:`. */
  name?: string
  tag?: string
  /** Text of the index. */
  description?: string
  /** Key that signs what {@link MemoryRepository.indexFile} gives; `ephemeral` makes one on first use. Default: unsigned. */
  key?: SigningKey | 'ephemeral'
}

/** A repository in this process. Its packages are trusted: they never left memory. */
export interface MemoryRepository extends Repository {
  arches(): Promise<string[]>
  /** The bytes of `APKINDEX.tar.gz`, for those who serve the repository to others. */
  indexFile(arch: string): Promise<Uint8Array>
  /** Public half of the key that signs; empty when none does. */
  keyring(): Promise<Keyring>
}

/**
 * A repository of packages in memory. Packages of architecture `noarch`, or of none, are offered for every architecture.
 *
 * @param packages package files, v2 or v3
 * @throws ApkError from its methods, ERR_APK_PACKAGE_NOT_FOUND, and those of {@link openPackage} on first use
 */
export function memoryRepository(
  packages: Iterable<Uint8Array>,
  options: MemoryRepositoryOptions = {},
): MemoryRepository {
  const files = [...packages]
  let loading: Promise<Map<string, { record: IndexRecord; file: Uint8Array }>> | undefined
  let key: Promise<SigningKey | undefined> | undefined
  const load = (): NonNullable<typeof loading> => {
    loading ??= loadRecords(files)
    return loading
  }
  const signingKey = (): NonNullable<typeof key> => {
    key ??= options.key === 'ephemeral' ? newKey() : Promise.resolve(options.key)
    return key
  }
  const records = async (arch: string | undefined): Promise<IndexRecord[]> => {
    const all = [...(await load()).values()].map(({ record }) => record)
    return sortRecords(all.filter((record) => arch === undefined || isFor(record, arch)))
  }
  return {
    name: options.name ?? 'memory:',
    ...(options.tag === undefined ? undefined : { tag: options.tag.replace(/^@/, '') }),
    index: async (arch): Promise<Index> => ({
      description: options.description ?? '',
      records: await records(arch),
      signer: undefined,
      signatures: [],
      format: 'v2',
    }),
    async package(record) {
      const found = (await load()).get(record.checksum)
      if (found !== undefined) return found.file
      throw packageNotFound(options.name ?? 'memory:', record)
    },
    async arches() {
      const arches = new Set((await records(undefined)).map(({ arch }) => arch ?? 'noarch'))
      return [...arches].filter((arch) => arch !== 'noarch').sort()
    },
    search: async (query, { arch } = {}) => searchRecords(await records(arch), query),
    async indexFile(arch) {
      const signer = await signingKey()
      const { writeIndex } = await import('../apkindex/write.ts')
      return writeIndex(await records(arch), {
        description: options.description ?? '',
        ...(signer === undefined ? undefined : { key: signer }),
      })
    },
    async keyring() {
      const signer = await signingKey()
      return Keyring.of(signer === undefined ? [] : [signer])
    },
  }
}

async function newKey(): Promise<SigningKey> {
  const { generateKey } = await import('../keyring/signing-key.ts')
  return await generateKey({ bits: 2048 })
}

async function loadRecords(
  files: readonly Uint8Array[],
): Promise<Map<string, { record: IndexRecord; file: Uint8Array }>> {
  const { openPackage } = await import('../package/open.ts')
  const loaded = await Promise.all(files.map(async (file) => ({ record: (await openPackage(file)).record(), file })))
  return new Map(loaded.map((one) => [one.record.checksum, one]))
}

/** Whether a client of an architecture may install the record. */
export function isFor(record: Pick<IndexRecord, 'arch'>, arch: string): boolean {
  return record.arch === undefined || record.arch === '' || record.arch === 'noarch' || record.arch === arch
}

/** The error for a package that the index lists and the repository has not. */
export function packageNotFound(repository: string, record: IndexRecord, cause?: unknown): ApkError {
  return new ApkError(
    'ERR_APK_PACKAGE_NOT_FOUND',
    `Fetching ${record.name}-${record.version} from ${repository}: there is no such package, though an index lists it. Update the index`,
    { details: { repository, name: record.name, version: record.version, checksum: record.checksum }, cause },
  )
}
