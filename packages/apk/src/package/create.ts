import { concatBytes, createTar, encodeText, gzip, hash, type TarInput, toHex } from '@nacre/archive'
import { ApkError } from '../error.ts'
import { formatPackageInfo } from '../metadata/format-package-info.ts'
import type { PackageInfo } from '../metadata/metadata.ts'
import { emptyPackageInfo } from '../metadata/parse-package-info.ts'
import { isVersion } from '../version/is-version.ts'
import { paxRecords } from './entry-header.ts'
import { type PackageFiles, type PreparedFile, prepareFiles } from './package-file.ts'
import { givenScripts, type ScriptInput, type ScriptType, scriptTypes } from './script.ts'
import { type SigningOptions, signatureMember } from './signature-member.ts'

/** What a package is made of. */
export interface CreatePackageOptions extends SigningOptions {
  /**
   * Metadata; only name and version are needed. `dataHash` is computed, and so is `installedSize` where it is left out or 0.
   */
  info: Partial<PackageInfo> & Pick<PackageInfo, 'name' | 'version'>
  /** Files; missing parent directories are added. */
  files?: PackageFiles
  /** Scripts by type: `{ 'post-install': '#!/bin/sh\n…' }`. */
  scripts?: ScriptInput
  /** Deflate level, 1 to 9. Default 6. */
  level?: number
}

/**
 * Writes a v2 package that apk-tools 2.14 and 3 install. The same input gives the same bytes on every machine: no clock is read,
 * entries are sorted, gzip headers carry no time. Source: apk-tools, writer checklist.
 *
 * @throws ApkError ERR_APK_PACKAGE_INFO a name or version that clients refuse; ERR_APK_SCRIPT_TYPE; ERR_APK_PKGINFO_VALUE;
 *   ERR_APK_ENTRY_NAME, ERR_APK_ENTRY_DUPLICATE, ERR_APK_ENTRY_LINK, ERR_APK_ENTRY_BENEATH_LINK
 */
export async function createPackage(options: CreatePackageOptions): Promise<Uint8Array> {
  const { level = 6 } = options
  checkIdentity(options.info)
  const buildTime = options.info.buildTime ?? 0
  const files = prepareFiles(options.files ?? [], buildTime)
  const scripts = scriptList(options.scripts)
  const data = await gzip(createTar(files.map(tarInput)), { level })
  const info: PackageInfo = {
    ...emptyPackageInfo(),
    ...options.info,
    installedSize: options.info.installedSize || installedSize(files, scripts),
    dataHash: toHex(hash('sha256', data)),
  }
  const control = await gzip(createTar(controlEntries(info, scripts), { end: false }), { level })
  return concatBytes([await signatureMember(control, options), control, data])
}

/** A size of 0 tells clients that there is nothing to unpack, so it is at least 1 where there is something. */
function installedSize(files: readonly PreparedFile[], scripts: readonly [ScriptType, Uint8Array][]): number {
  const total = files.reduce((sum, { entry }) => sum + entry.size, 0)
  return total === 0 && files.length + scripts.length > 0 ? 1 : total
}

function tarInput({ entry, content }: PreparedFile): TarInput {
  const { checksum: _, xattrs: __, offset: ___, ...header } = entry
  return { header: { ...header, pax: paxRecords(entry) }, content }
}

function controlEntries(info: PackageInfo, scripts: readonly [ScriptType, Uint8Array][]): TarInput[] {
  const owned = { mtime: info.buildTime, uname: 'root', gname: 'root' }
  const text = encodeText(formatPackageInfo(info))
  return [
    { header: { ...owned, name: '.PKGINFO', mode: 0o644 }, content: text },
    ...scripts.map(([type, content]) => ({ header: { ...owned, name: `.${type}`, mode: 0o755 }, content })),
  ]
}

function scriptList(scripts: ScriptInput | undefined): [ScriptType, Uint8Array][] {
  const given = givenScripts(scripts)
  return scriptTypes.flatMap((type): [ScriptType, Uint8Array][] => {
    const content = given.get(type)
    if (content === undefined) return []
    return [[type, typeof content === 'string' ? new TextEncoder().encode(content) : content]]
  })
}

/** Package names of apk-tools: a letter or digit, then letters, digits, `.`, `_`, `+`, `-`. */
function checkIdentity(info: Pick<PackageInfo, 'name' | 'version'>): void {
  const faults: string[] = []
  if (!/^[A-Za-z0-9][A-Za-z0-9._+-]*$/.test(info.name)) faults.push(`the name ${JSON.stringify(info.name)}`)
  if (!isVersion(info.version)) faults.push(`the version ${JSON.stringify(info.version)}`)
  if (faults.length === 0) return
  throw new ApkError(
    'ERR_APK_PACKAGE_INFO',
    `Writing a package: clients refuse ${faults.join(' and ')}. Use a name of letters, digits and ._+-, and a version such as 1.2.3-r0`,
    { details: { name: info.name, version: info.version } },
  )
}
