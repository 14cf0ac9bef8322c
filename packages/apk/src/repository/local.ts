import { statSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { digestOf } from '@nacre/archive'
import type { Store } from '@nacre/archive/store'
import type { Index } from '../apkindex/index-file.ts'
import { sortRecords } from '../apkindex/sort.ts'
import { ApkError } from '../error.ts'
import type { IndexRecord } from '../metadata/metadata.ts'
import type { TrustOptions } from '../package/signature.ts'
import { isFor, packageNotFound } from './memory.ts'
import { packageFileName } from './package-file-name.ts'
import type { Repository } from './repository.ts'
import { searchRecords } from './search.ts'

/** How {@link localRepository} is read. Without a keyring the directory is trusted. */
export interface LocalRepositoryOptions extends TrustOptions {
  tag?: string
  /** Keeps what was read and verified of an index, so that it is not done again. Default: it is. */
  cache?: Store
}

/** A repository in a directory. */
export interface LocalRepository extends Repository {
  arches(): Promise<string[]>
}

const INDEX_NAMES = ['APKINDEX.tar.gz', 'Packages.adb'] as const

/**
 * A repository in a directory: `DIR/ARCH/APKINDEX.tar.gz` with packages beside it, as on servers; or all in `DIR` itself, where an
 * index is made of the packages if there is none.
 *
 * @param directory path, or `file://` URL
 * @throws ApkError from its methods: ERR_APK_REPOSITORY_EMPTY neither index nor packages for the architecture; ERR_APK_PACKAGE_NOT_FOUND;
 *   ERR_APK_NAME; and those of {@link readIndex}
 */
export function localRepository(directory: string | URL, options: LocalRepositoryOptions = {}): LocalRepository {
  const root = pathOf(directory)
  // Read for its revision: what is parsed next are the same bytes.
  const unread = new Map<string, { readonly file: string; readonly flat: boolean; readonly bytes: Uint8Array }>()
  const index = async (arch: string, signal?: AbortSignal): Promise<Index> => {
    const trust = { ...options, ...(signal === undefined ? undefined : { signal }) }
    const found = unread.get(arch) ?? findIndex(root, arch)
    unread.delete(arch)
    if (found !== undefined) {
      const bytes = 'bytes' in found ? found.bytes : await readIndexFile(found.file, signal)
      const { readKeptIndex } = await import('./kept-index.ts')
      return forArch(await readKeptIndex(bytes, { ...trust, label: found.file }), arch, found.flat)
    }
    for (const folder of [join(root, arch), root]) {
      const made = await indexOfFolder(folder, arch)
      if (made.records.length > 0) return made
    }
    throw nothingThere(root, arch)
  }
  const arches = async (): Promise<string[]> => {
    const folders = await readdir(root, { withFileTypes: true }).catch(() => [])
    const found: string[] = []
    for (const folder of folders) {
      if (!folder.isDirectory()) continue
      const names = await readdir(join(root, folder.name)).catch(() => [])
      if (names.some((name) => name.endsWith('.apk') || (INDEX_NAMES as readonly string[]).includes(name)))
        found.push(folder.name)
    }
    return found.length > 0 ? found.sort() : flatArches(root, options)
  }
  return {
    name: root,
    ...(options.tag === undefined ? undefined : { tag: options.tag.replace(/^@/, '') }),
    index: (arch, { signal } = {}) => index(arch, signal),
    async revision(arch, { signal } = {}) {
      const found = findIndex(root, arch)
      if (found === undefined) return undefined
      const bytes = await readIndexFile(found.file, signal)
      unread.set(arch, { ...found, bytes })
      return digestOf(bytes)
    },
    async package(record) {
      const file = await findPackage(root, record, arches)
      if (file === undefined) throw packageNotFound(root, record)
      return file
    },
    arches,
    async search(query, { arch, signal } = {}) {
      const found = new Map<string, IndexRecord>()
      for (const one of arch === undefined ? await arches() : [arch]) {
        for (const record of (await index(one, signal)).records) found.set(record.checksum, record)
      }
      return searchRecords(found.values(), query)
    },
  }
}

function pathOf(directory: string | URL): string {
  if (directory instanceof URL || directory.startsWith('file://')) return fileURLToPath(directory)
  return directory
}

/** The file of the index for an architecture: in its folder, or in `root` itself for all of them. */
function findIndex(root: string, arch: string): { file: string; flat: boolean } | undefined {
  for (const folder of [join(root, checkArch(arch)), root]) {
    for (const name of INDEX_NAMES) {
      const file = join(folder, name)
      if (exists(file)) return { file, flat: folder === root }
    }
  }
  return undefined
}

async function readIndexFile(file: string, signal: AbortSignal | undefined): Promise<Uint8Array> {
  try {
    return await readFile(file, signal && { signal })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).syscall === undefined) throw cause
    throw new ApkError('ERR_APK_FILE', `Reading ${file}: the file cannot be read. Check that it may be read`, {
      details: { path: file },
      cause,
    })
  }
}

function forArch(index: Index, arch: string, flat: boolean): Index {
  if (!flat) return index
  const { records, table: _, ...facts } = index
  return { ...facts, records: records.filter((record) => isFor(record, arch)) }
}

async function flatArches(root: string, options: TrustOptions): Promise<string[]> {
  const { readIndex } = await import('../apkindex/read.ts')
  const index = exists(join(root, 'APKINDEX.tar.gz'))
    ? await readIndex(join(root, 'APKINDEX.tar.gz'), options)
    : await indexOfFolder(root, undefined)
  const arches = new Set(index.records.map(({ arch }) => arch ?? 'noarch'))
  return [...arches].filter((arch) => arch !== 'noarch').sort()
}

/** An index of the packages that lie in a folder. */
async function indexOfFolder(folder: string, arch: string | undefined): Promise<Index> {
  const names = await readdir(folder).catch(() => [])
  const records: IndexRecord[] = []
  const { openPackage } = await import('../package/open.ts')
  for (const name of names.filter((one) => one.endsWith('.apk')).sort()) {
    const record = (await openPackage(join(folder, name))).record()
    if (arch === undefined || isFor(record, arch)) records.push(record)
  }
  return { description: '', records: sortRecords(records), signer: undefined, signatures: [], format: 'v2' }
}

/** Clients look under the architecture of the record; `noarch` packages often lie beside those of one architecture. */
async function findPackage(
  root: string,
  record: IndexRecord,
  arches: () => Promise<readonly string[]>,
): Promise<string | undefined> {
  const name = packageFileName(record)
  const first = join(root, record.arch ?? '', name)
  if (exists(first)) return first
  for (const folder of [...(isFor(record, '') ? await arches() : []), '']) {
    const file = join(root, folder, name)
    if (exists(file)) return file
  }
  return undefined
}

function checkArch(arch: string): string {
  if (/^[A-Za-z0-9_+.-]+$/.test(arch) && arch !== '.' && arch !== '..') return arch
  throw new ApkError(
    'ERR_APK_NAME',
    `Reading a repository: ${JSON.stringify(arch)} is no name of an architecture. Use one such as x86_64 or aarch64`,
    { details: { arch } },
  )
}

// At once: going to the thread pool and back takes several times as long as the question, which is asked for every package.
function exists(file: string): boolean {
  try {
    return statSync(file, { throwIfNoEntry: false })?.isFile() === true
  } catch {
    return false
  }
}

function nothingThere(root: string, arch: string): ApkError {
  return new ApkError(
    'ERR_APK_REPOSITORY_EMPTY',
    `Reading the repository ${root}: it has neither an index nor packages for ${arch}. Check the directory and the architecture`,
    { details: { repository: root, arch } },
  )
}
