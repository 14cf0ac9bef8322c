import type { PackageEntry } from '@nacre/apk'
import { ImageError } from '../error.ts'
import type { ExpandedPackage } from '../fetch/expanded-package.ts'

/** `name-version`, as a person reads it. */
export function packageTitle(pkg: ExpandedPackage): string {
  return `${pkg.info.name}-${pkg.info.version}`
}

export function missingDirectory(pkg: ExpandedPackage, entry: PackageEntry): ImageError {
  return refuse(pkg, entry, 'its directory is missing', 'Rebuild the package with an entry for every directory')
}

export function existingDirectory(pkg: ExpandedPackage, entry: PackageEntry): ImageError {
  return refuse(pkg, entry, 'a directory already stands at that path', 'Remove one of the two packages')
}

export function missingChecksum(pkg: ExpandedPackage, entry: PackageEntry): ImageError {
  return refuse(pkg, entry, 'it has no recorded checksum', 'Rebuild the package with a current abuild or melange')
}

export function missingTarget(pkg: ExpandedPackage, entry: PackageEntry): ImageError {
  return refuse(
    pkg,
    entry,
    `the hard link's target "${entry.linkname}" is no file placed before it`,
    'Rebuild the package with links after their targets',
  )
}

export function unsupportedType(pkg: ExpandedPackage, entry: PackageEntry): ImageError {
  return refuse(
    pkg,
    entry,
    `a ${entry.type} entry is not allowed in a package`,
    'Create it in the definition, or rebuild the package',
  )
}

export function rootAttributes(pkg: ExpandedPackage, entry: PackageEntry): ImageError {
  const met = `the installed database cannot say that the root directory is ${entry.uid}:${entry.gid} ${entry.mode.toString(8)}`
  return refuse(pkg, entry, met, 'Rebuild the package with no entry for the root, or with 0:0 0755')
}

function refuse(pkg: ExpandedPackage, entry: PackageEntry, met: string, remedy: string): ImageError {
  return new ImageError(
    'ERR_IMAGE_PACKAGE_ENTRY',
    `Installing ${packageTitle(pkg)}: "${entry.name}" cannot be placed, ${met}. ${remedy}.`,
    { details: { package: pkg.info.name, version: pkg.info.version, path: entry.name, type: entry.type } },
  )
}
