import { type ApkSource, openPackage, type Repository } from '@nacre/apk'
import { collect } from '@nacre/archive'
import type { LockedPackage } from './lock.ts'
import { lockFault, lockMismatch } from './lock-fault.ts'

/** Most bytes of a package that comes as a stream. */
const SIZE_LIMIT = 4 * 1024 ** 3

/**
 * A repository from which one locked package is taken, no index read: it is looked for where it was when the lock was made, and
 * must be the very file that was locked.
 *
 * @throws from `package`: ImageError `ERR_IMAGE_LOCK_VANISHED`, `ERR_IMAGE_LOCK_MISMATCH`
 */
export function lockedRepository(repository: Repository, locked: LockedPackage, arch: string): Repository {
  const { name, version, checksum, size, dataHash } = locked
  return {
    name: repository.name,
    ...(locked.tag === undefined ? {} : { tag: locked.tag }),
    index: (of, options) => repository.index(of, options),
    search: (query, options) => repository.search(query, options),
    async package(record, options = {}) {
      try {
        // The directory is that of the image's architecture, also for a package without one of its own.
        const source = await repository.package({ ...record, arch }, options)
        const again = await repeatable(source)
        const apk = await openPackage(again, { expect: { name, version, checksum, size }, ...options })
        if (dataHash !== undefined && apk.dataHash !== dataHash) throw lockMismatch(locked, 'it holds other data')
        return again
      } catch (error) {
        throw lockFault(locked, error)
      }
    },
  }
}

/** The same source, to be read twice. */
async function repeatable(source: ApkSource): Promise<string | Uint8Array> {
  if (typeof source === 'string' || source instanceof Uint8Array) return source
  return await collect(source, { limit: SIZE_LIMIT })
}
