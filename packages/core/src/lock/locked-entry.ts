import { fromBase64, toHex } from '@nacre/archive'
import { architecture } from '../architecture.ts'
import { ImageError } from '../error.ts'
import type { ApkoLock, ApkoLockedPackage } from './apko-lock.ts'
import type { LockedPackage } from './lock.ts'
import { splitPackageUrl } from './locked-url.ts'

/**
 * The packages of an apko lock by APK's name of the architecture, in file order. A `noarch` package belongs to the architecture
 * whose directory its URL names, where apko leaves it out.
 *
 * @throws ImageError `ERR_IMAGE_LOCK_FORMAT` for a checksum that is missing or contradicts another
 */
export function lockedEntries(lock: ApkoLock, name: string): ReadonlyMap<string, readonly LockedPackage[]> {
  const byArch = new Map<string, LockedPackage[]>()
  for (const entry of lock.contents.packages) {
    const arch = archOf(entry)
    const entries = byArch.get(arch) ?? []
    entries.push(lockedPackage(entry, name))
    byArch.set(arch, entries)
  }
  return byArch
}

function archOf({ architecture: own, url }: ApkoLockedPackage): string {
  const named = own === 'noarch' ? splitPackageUrl(url).arch : own
  try {
    return architecture(named).apk
  } catch {
    return named
  }
}

function lockedPackage(entry: ApkoLockedPackage, lock: string): LockedPackage {
  const { name, version, url, checksum, control, data, architecture: arch } = entry
  if (!checksum?.startsWith('Q1')) {
    throw broken(lock, entry, 'has no checksum. Make the lock anew with apko 0.13 or later')
  }
  if (control !== undefined && control.checksum !== '' && control.checksum !== `sha1-${checksum.slice(2)}`) {
    throw broken(lock, entry, 'has a control checksum that contradicts its checksum. Make the lock anew')
  }
  const dataHash = data === undefined || data.checksum === '' ? undefined : hexOf(data.checksum)
  if (dataHash === null) throw broken(lock, entry, 'has a data checksum that is no SHA-256. Make the lock anew')
  return {
    name,
    version,
    arch,
    repository: splitPackageUrl(url).repository,
    url,
    checksum,
    size: endOf(data?.range ?? ''),
    ...(dataHash === undefined ? {} : { dataHash }),
  }
}

function hexOf(checksum: string): string | null {
  const match = /^sha256-([A-Za-z0-9+/]{43}=)$/.exec(checksum)
  return match === null ? null : toHex(fromBase64(match[1]!))
}

/** Size of the file: one more than the last byte of its data segment (`bytes=1933-13952`); 0 where it is not said. */
function endOf(range: string): number {
  const match = /^bytes=\d{1,15}-(\d{1,15})$/.exec(range)
  return match === null ? 0 : Number(match[1]) + 1
}

function broken(lock: string, { name, version }: ApkoLockedPackage, what: string): ImageError {
  return new ImageError('ERR_IMAGE_LOCK_FORMAT', `Reading the lock ${lock}: ${name} ${version} ${what}.`, {
    details: { lock, package: name, version },
  })
}
