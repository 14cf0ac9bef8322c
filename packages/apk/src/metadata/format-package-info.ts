import { ApkError } from '../error.ts'
import type { PackageInfo } from './metadata.ts'

/**
 * The text of `.PKGINFO`: keys in the order of abuild, empty ones left out, one list item a line save `install_if` and
 * `triggers`, which apk wants on one line.
 *
 * @throws ApkError ERR_APK_PKGINFO_VALUE a value with a line break, a list item with a space, or a number that is no unsigned integer
 */
export function formatPackageInfo(info: PackageInfo): string {
  const lines: string[] = []
  const text = (key: string, value: string): void => {
    if (value.includes('\n')) throw valueFault(info, key, 'a line break')
    if (value !== '') lines.push(`${key} = ${value}\n`)
  }
  const number = (key: string, value: number, always: boolean): void => {
    if (!Number.isSafeInteger(value) || value < 0) throw valueFault(info, key, 'no unsigned integer')
    if (value !== 0 || always) lines.push(`${key} = ${value}\n`)
  }
  const list = (key: string, values: readonly string[]): void => {
    for (const value of values) text(key, word(info, key, value))
  }
  text('pkgname', info.name)
  text('pkgver', info.version)
  text('pkgdesc', info.description)
  text('url', info.url)
  number('builddate', info.buildTime, false)
  text('packager', info.packager)
  number('size', info.installedSize, true)
  text('arch', info.arch ?? '')
  text('origin', info.origin)
  text('commit', info.commit)
  text('maintainer', info.maintainer)
  number('replaces_priority', info.replacesPriority, false)
  number('provider_priority', info.providerPriority, false)
  text('license', info.license)
  list('replaces', info.replaces)
  list('depend', info.depends)
  list('provides', info.provides)
  text('triggers', info.triggers.map((value) => word(info, 'triggers', value)).join(' '))
  text('install_if', info.installIf.map((value) => word(info, 'install_if', value)).join(' '))
  text('datahash', info.dataHash)
  return lines.join('')
}

function word(info: PackageInfo, key: string, value: string): string {
  if (value === '' || value.includes(' ')) throw valueFault(info, key, 'an item that is empty or holds a space')
  return value
}

function valueFault(info: PackageInfo, key: string, fault: string): ApkError {
  return new ApkError(
    'ERR_APK_PKGINFO_VALUE',
    `Writing .PKGINFO of ${JSON.stringify(info.name)}: ${key} has ${fault}, which would change the meaning of the file. Correct the value`,
    { details: { name: info.name, key } },
  )
}
