import { ApkError } from '../error.ts'
import type { IndexRecord, PackageInfo } from './metadata.ts'

/**
 * The record by which an index lists a package: what `apk index` takes over from `.PKGINFO`, with identity and file size.
 *
 * @throws ApkError ERR_APK_SIZE_UNKNOWN when the size is undefined, as for a stream that was not read to its end
 */
export function recordOf(apk: { info: PackageInfo; controlHash: string; size: number | undefined }): IndexRecord {
  const { info, controlHash, size } = apk
  if (size === undefined) {
    throw new ApkError(
      'ERR_APK_SIZE_UNKNOWN',
      `Making the index record of ${info.name}: the size of the package is not known before its stream was read. Read it, or open the package from bytes or a path`,
      { details: { name: info.name } },
    )
  }
  return {
    checksum: controlHash,
    name: info.name,
    version: info.version,
    ...(info.arch === undefined ? undefined : { arch: info.arch }),
    size,
    installedSize: info.installedSize,
    description: info.description,
    url: info.url,
    license: info.license,
    origin: info.origin,
    maintainer: info.maintainer,
    buildTime: info.buildTime,
    commit: info.commit,
    providerPriority: info.providerPriority,
    depends: [...info.depends],
    provides: [...info.provides],
    installIf: [...info.installIf],
  }
}
