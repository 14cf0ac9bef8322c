import { recordOf } from '@nacre/apk/model'
import type { ExpandedPackage } from '../fetch/expanded-package.ts'
import type { PlannedPackage } from '../plan/planned-package.ts'
import { lockMismatch } from './lock-fault.ts'

/**
 * A package that came by a lock, with the record that the lock does not keep: what an index would take over from the package. Its
 * data hash is compared here too, for a package out of the cache was not looked at where it was locked.
 *
 * @throws ImageError `ERR_IMAGE_LOCK_MISMATCH`
 */
export function withLockedRecord(pkg: ExpandedPackage, planned: PlannedPackage): ExpandedPackage {
  const { info, checksum, size } = pkg
  const { name, version, url = '', dataHash, record } = planned
  if (dataHash !== undefined && dataHash !== info.dataHash) {
    throw lockMismatch({ name, version, url }, 'it holds other data')
  }
  const own = recordOf({ info, controlHash: checksum, size })
  return { ...pkg, record: { ...own, ...(record.arch === undefined ? {} : { arch: record.arch }) } }
}
