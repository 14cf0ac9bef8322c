import { formatRecordHeader } from '../apkindex/format.ts'
import { ApkError } from '../error.ts'
import type { InstalledAccess, InstalledPackage } from './installed.ts'

/**
 * The installed database as apk-tools writes it, packages, directories and files in the order given.
 * Source: apk-tools `apk_db_fdb_write`.
 *
 * @throws ApkError ERR_APK_INDEX_VALUE, ERR_APK_INSTALLED_VALUE a value with a line break
 */
export function formatInstalled(packages: Iterable<InstalledPackage>): string {
  let text = ''
  for (const one of packages) text += formatPackage(one)
  return text
}

function formatPackage(one: InstalledPackage): string {
  const lines: string[] = []
  if (one.tags !== undefined && one.tags.length > 0) lines.push(`g:${one.tags.join(' ')}`)
  if (one.replaces.length > 0) lines.push(`r:${one.replaces.join(' ')}`)
  if (one.replacesPriority !== 0) lines.push(`q:${one.replacesPriority}`)
  if (one.repositoryTag !== '') lines.push(`s:${one.repositoryTag}`)
  if (one.flags !== '') lines.push(`f:${one.flags}`)
  for (const directory of one.directories) {
    lines.push(`F:${directory.name}`)
    pushAccess(lines, 'M', directory, 0o755)
    for (const file of directory.files) {
      lines.push(`R:${file.name}`)
      pushAccess(lines, 'a', file, 0o644)
      if (file.checksum !== undefined) lines.push(`Z:${file.checksum}`)
    }
  }
  const broken = lines.find((line) => line.includes('\n'))
  if (broken !== undefined) throw valueFault(one.name, broken)
  return `${formatRecordHeader(one)}${lines.length === 0 ? '' : `${lines.join('\n')}\n`}\n`
}

/** Written only where it differs from root and the usual mode. */
function pushAccess(lines: string[], letter: string, access: InstalledAccess, usual: number): void {
  const { uid, gid, mode, xattrHash } = access
  if (uid === 0 && gid === 0 && mode === usual && xattrHash === undefined) return
  lines.push(`${letter}:${uid}:${gid}:${mode.toString(8)}${xattrHash === undefined ? '' : `:${xattrHash}`}`)
}

function valueFault(name: string, line: string): ApkError {
  return new ApkError(
    'ERR_APK_INSTALLED_VALUE',
    `Writing the installed database: ${JSON.stringify(line.slice(0, 60))} of ${name} holds a line break, which would start another field. Correct the value`,
    { details: { name } },
  )
}
