import { ApkError } from '../error.ts'
import type { PackageInfo } from '../metadata/metadata.ts'
import { parsePackageInfo } from '../metadata/parse-package-info.ts'
import type { ApkLimits } from './limits.ts'
import { isScriptType, type ScriptType } from './script.ts'
import { readSegment, type SegmentEntry } from './segment-tar.ts'

/** What the control segment says. */
export interface Control {
  readonly info: PackageInfo
  readonly scripts: ReadonlyMap<ScriptType, Uint8Array>
  /** Everything in the segment, in order, `.PKGINFO` and what is no script included. */
  readonly entries: readonly SegmentEntry[]
}

/**
 * Reads a control segment: `.PKGINFO` first, then scripts; other dot names are ignored.
 *
 * @throws ApkError ERR_APK_CONTROL_FIRST, ERR_APK_CONTROL_ENTRY, ERR_APK_DATAHASH_MISSING, ERR_APK_LIMIT, ERR_APK_NAME and those of
 *   {@link parsePackageInfo}
 */
export function readControl(tar: Uint8Array, limits: ApkLimits): Control {
  const entries = readSegment(tar, 'control')
  const first = entries[0]
  if (first === undefined || first.name !== '.PKGINFO') {
    throw new ApkError(
      'ERR_APK_CONTROL_FIRST',
      `Reading the control segment: it begins with ${JSON.stringify(first?.name ?? 'nothing')}, not with .PKGINFO. This is no package, or one built wrongly`,
      { details: { name: first?.name ?? '' } },
    )
  }
  const info = parsePackageInfo(first.content)
  checkIdentifiers(info)
  const scripts = new Map<ScriptType, Uint8Array>()
  for (const { name, content } of entries) {
    if (name === '.INSTALL') throw obsoleteScript()
    const type = name.slice(1)
    if (!isScriptType(type)) continue
    if (content.length > limits.script) throw scriptTooLarge(name, content.length, limits.script)
    scripts.set(type, new Uint8Array(content))
  }
  return { info, scripts, entries }
}

/** A name and version become part of file names and database lines: neither may hold separators. */
function checkIdentifiers(info: PackageInfo): void {
  for (const [key, value] of [
    ['pkgname', info.name],
    ['pkgver', info.version],
    ['arch', info.arch ?? ''],
  ] as const) {
    if (!/[\s/\\\p{Cc}]/u.test(value) && value !== '..' && value !== '.') continue
    throw new ApkError(
      'ERR_APK_NAME',
      `Reading .PKGINFO: ${key} is ${JSON.stringify(value.slice(0, 100))}, which holds a slash, space or control character. Build the package again`,
      { details: { key, value: value.slice(0, 100) } },
    )
  }
  if (/^[0-9a-f]{64}$/.test(info.dataHash)) return
  throw new ApkError(
    'ERR_APK_DATAHASH_MISSING',
    `Reading .PKGINFO of ${info.name}: ${info.dataHash === '' ? 'it has no datahash' : 'its datahash is no SHA-256 in hex'}, so nothing vouches for the files. Build the package again with a current tool`,
    { details: { name: info.name } },
  )
}

function obsoleteScript(): ApkError {
  return new ApkError(
    'ERR_APK_CONTROL_ENTRY',
    'Reading the control segment: it holds an .INSTALL script, which apk-tools 3 refuses. Use .post-install and its kin',
    { details: { name: '.INSTALL' } },
  )
}

function scriptTooLarge(name: string, size: number, limit: number): ApkError {
  return new ApkError(
    'ERR_APK_LIMIT',
    `Reading the control segment: ${name} has ${size} bytes, more than the limit of ${limit}. Raise the limit if the package is trusted`,
    { details: { name, size, limit } },
  )
}
