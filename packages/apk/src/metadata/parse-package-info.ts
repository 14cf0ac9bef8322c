import { decodeText } from '@nacre/archive'
import { ApkError } from '../error.ts'
import type { PackageInfo } from './metadata.ts'
import { parseCount } from './number.ts'

/**
 * The contents of `.PKGINFO`, read as apk reads it: `key = value` lines split at the first space-equals-space; comments, empty
 * lines, lines without a separator and unknown keys are skipped; a repeated list key appends, a repeated scalar replaces.
 *
 * @param text the file, as text or UTF-8 bytes; others are kept as lone surrogates
 * @throws ApkError ERR_APK_PKGINFO_NUMBER a number key whose value is no unsigned decimal number
 * @throws ApkError ERR_APK_PKGINFO_REPEATED `pkgname`, `pkgver` or `datahash` given twice with different values
 * @throws ApkError ERR_APK_PKGINFO_MISSING no `pkgname` or `pkgver`
 */
export function parsePackageInfo(text: string | Uint8Array): PackageInfo {
  const source = typeof text === 'string' ? text : decodeText(text)
  const info = emptyPackageInfo()
  let position = 0
  while (position < source.length) {
    let end = source.indexOf('\n', position)
    if (end === -1) end = source.length
    const line = source.slice(position, end)
    position = end + 1
    if (line.startsWith('#')) continue
    const separator = line.indexOf(' = ')
    if (separator > 0) setKey(info, line.slice(0, separator), line.slice(separator + 3))
  }
  requireNamed(info)
  return info
}

/** A {@link PackageInfo} in which everything is empty. */
export function emptyPackageInfo(): PackageInfo {
  return {
    name: '',
    version: '',
    installedSize: 0,
    description: '',
    url: '',
    license: '',
    origin: '',
    maintainer: '',
    buildTime: 0,
    commit: '',
    providerPriority: 0,
    depends: [],
    provides: [],
    installIf: [],
    packager: '',
    replaces: [],
    replacesPriority: 0,
    triggers: [],
    dataHash: '',
  }
}

function setKey(info: PackageInfo, key: string, value: string): void {
  switch (key) {
    case 'pkgname':
      info.name = once(key, info.name, value)
      break
    case 'pkgver':
      info.version = once(key, info.version, value)
      break
    case 'datahash':
      info.dataHash = once(key, info.dataHash, value.toLowerCase())
      break
    case 'pkgdesc':
      info.description = value
      break
    case 'url':
      info.url = value
      break
    case 'arch':
      info.arch = value
      break
    case 'license':
      info.license = value
      break
    case 'origin':
      info.origin = value
      break
    case 'maintainer':
      info.maintainer = value
      break
    case 'packager':
      info.packager = value
      break
    case 'commit':
      info.commit = value
      break
    case 'builddate':
      info.buildTime = count(key, value)
      break
    case 'size':
      info.installedSize = count(key, value)
      break
    case 'provider_priority':
      info.providerPriority = count(key, value)
      break
    case 'replaces_priority':
      info.replacesPriority = count(key, value)
      break
    case 'depend':
      append(info.depends, value)
      break
    case 'provides':
      append(info.provides, value)
      break
    case 'install_if':
      append(info.installIf, value)
      break
    case 'replaces':
      append(info.replaces, value)
      break
    case 'triggers':
      append(info.triggers, value)
      break
  }
}

function append(list: string[], value: string): void {
  for (const word of value.split(' ')) if (word !== '') list.push(word)
}

function once(key: string, before: string, value: string): string {
  if (before === '' || before === value) return value
  throw new ApkError(
    'ERR_APK_PKGINFO_REPEATED',
    `Reading .PKGINFO: ${key} is given as ${JSON.stringify(before)} and again as ${JSON.stringify(value)}, and programs differ on which counts. Build the package again`,
    { details: { key, values: [before, value] } },
  )
}

function count(key: string, value: string): number {
  const number = parseCount(value)
  if (number >= 0) return number
  const excerpt = value.slice(0, 60)
  throw new ApkError(
    'ERR_APK_PKGINFO_NUMBER',
    `Reading .PKGINFO: ${key} is ${JSON.stringify(excerpt)}, where an unsigned decimal number should be. Build the package again`,
    { details: { key, value: excerpt } },
  )
}

function requireNamed(info: PackageInfo): void {
  const missing: string[] = []
  if (info.name === '') missing.push('pkgname')
  if (info.version === '') missing.push('pkgver')
  if (missing.length === 0) return
  throw new ApkError(
    'ERR_APK_PKGINFO_MISSING',
    `Reading .PKGINFO: no ${missing.join(' and no ')}. Build the package again`,
    {
      details: { missing },
    },
  )
}
