import { ApkError, openPackage, type Repository } from '@nacre/apk'
import { collect } from '@nacre/archive'
import { ImageError } from '../error.ts'
import type { LockedPackage } from './lock.ts'

/** Most bytes of a package whose size the lock does not tell. */
const SIZE_LIMIT = 4 * 1024 ** 3

/**
 * A repository from which one locked package is taken, no index read: it is looked for where it was when the lock was made, and
 * must be the very file that was locked.
 *
 * @throws from `package`: ImageError `ERR_IMAGE_LOCK_VANISHED`, `ERR_IMAGE_LOCK_MISMATCH`
 */
export function lockedRepository(repository: Repository, locked: LockedPackage, arch: string): Repository {
  return {
    name: repository.name,
    ...(locked.tag === undefined ? {} : { tag: locked.tag }),
    index: (of, options) => repository.index(of, options),
    search: (query, options) => repository.search(query, options),
    async package(record, options = {}) {
      // The directory is that of the image's architecture, also for a package without one of its own.
      const source = await repository.package({ ...record, arch }, options).catch((error: unknown) => {
        throw lockFault(locked, error)
      })
      const bytes = await collect(source, { limit: record.size > 0 ? record.size + 1 : SIZE_LIMIT })
      await checkFile(bytes, locked, options)
      return bytes
    },
  }
}

async function checkFile(bytes: Uint8Array, locked: LockedPackage, options: { signal?: AbortSignal }): Promise<void> {
  const { name, version, checksum, size, dataHash } = locked
  const apk = await openPackage(bytes, { expect: { name, version, checksum, size }, ...options }).catch(
    (error: unknown) => {
      throw lockFault(locked, error)
    },
  )
  if (dataHash !== undefined && apk.dataHash !== dataHash) throw mismatch(locked, 'it holds other data')
}

/** What an error of the repository or of the package means for somebody who builds from a lock. */
function lockFault(locked: LockedPackage, error: unknown): unknown {
  if (isMissing(error)) return vanished(locked, error)
  const isOther = error instanceof ApkError && /^ERR_APK_(IDENTITY|RECORD|DATAHASH)_MISMATCH$/.test(error.code)
  return isOther ? mismatch(locked, 'it is another file', error) : error
}

function isMissing(error: unknown): boolean {
  if (!(error instanceof ApkError)) return false
  if (error.code === 'ERR_APK_PACKAGE_NOT_FOUND') return true
  const { cause } = error
  const details = cause instanceof Error && 'details' in cause ? cause.details : undefined
  return typeof details === 'object' && details !== null && 'status' in details && details.status === 410
}

function vanished({ name, version, repository, url }: LockedPackage, cause: unknown): ImageError {
  return new ImageError(
    'ERR_IMAGE_LOCK_VANISHED',
    `Fetching ${name} ${version} as locked: ${repository} no longer has it at ${url}. Make the lock anew to take the version that is there now, or add a mirror that keeps old versions.`,
    { details: { package: name, version, repository, url }, cause },
  )
}

function mismatch({ name, version, url }: LockedPackage, what: string, cause?: unknown): ImageError {
  return new ImageError(
    'ERR_IMAGE_LOCK_MISMATCH',
    `Checking ${name} ${version} against the lock: ${what} than the one that was locked. The file at ${url} was rebuilt or replaced; find out why, then make the lock anew.`,
    { details: { package: name, version, url }, ...(cause === undefined ? {} : { cause }) },
  )
}
