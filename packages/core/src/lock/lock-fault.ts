import { ApkError } from '@nacre/apk/model'
import { ImageError } from '../error.ts'
import type { LockedPackage } from './lock.ts'

type Locked = Pick<LockedPackage, 'name' | 'version' | 'url'>

/** What an error of a repository or of a package means for somebody who builds from a lock. */
export function lockFault(locked: Locked & Pick<LockedPackage, 'repository'>, error: unknown): unknown {
  if (isMissing(error)) return vanished(locked, error)
  const isOther = error instanceof ApkError && /^ERR_APK_(IDENTITY|RECORD|DATAHASH)_MISMATCH$/.test(error.code)
  return isOther ? lockMismatch(locked, 'it is another file', error) : error
}

/** The error for a package that is not what was locked. */
export function lockMismatch({ name, version, url }: Locked, what: string, cause?: unknown): ImageError {
  return new ImageError(
    'ERR_IMAGE_LOCK_MISMATCH',
    `Checking ${name} ${version} against the lock: ${what} than what was locked. The file at ${url} was rebuilt or replaced; find out why, then make the lock anew.`,
    { details: { package: name, version, url }, ...(cause === undefined ? {} : { cause }) },
  )
}

function isMissing(error: unknown): boolean {
  if (!(error instanceof ApkError)) return false
  if (error.code === 'ERR_APK_PACKAGE_NOT_FOUND') return true
  const { cause } = error
  const details = cause instanceof Error && 'details' in cause ? cause.details : undefined
  return typeof details === 'object' && details !== null && 'status' in details && details.status === 410
}

function vanished(
  { name, version, repository, url }: Locked & Pick<LockedPackage, 'repository'>,
  cause: unknown,
): ImageError {
  return new ImageError(
    'ERR_IMAGE_LOCK_VANISHED',
    `Fetching ${name} ${version} as locked: ${repository} no longer has it at ${url}. Make the lock anew to take the version that is there now, or add a mirror that keeps old versions.`,
    { details: { package: name, version, repository, url }, cause },
  )
}
