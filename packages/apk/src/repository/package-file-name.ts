import { ApkError } from '../error.ts'
import type { IndexRecord } from '../metadata/metadata.ts'

/**
 * `NAME-VERSION.apk`, the file name of a package in a repository.
 *
 * @throws ApkError ERR_APK_NAME the name, version or architecture of the record would lead out of the directory
 */
export function packageFileName(record: Pick<IndexRecord, 'name' | 'version' | 'arch'>): string {
  for (const [field, value] of [
    ['name', record.name],
    ['version', record.version],
    ['arch', record.arch ?? 'noarch'],
  ] as const) {
    if (value !== '' && value !== '.' && value !== '..' && !/[\s/\\\p{Cc}]/u.test(value)) continue
    throw new ApkError(
      'ERR_APK_NAME',
      `Naming the file of a package: its ${field} is ${JSON.stringify(value.slice(0, 100))}, which cannot be part of a file name. The index is wrong or made to deceive`,
      { details: { field, value: value.slice(0, 100) } },
    )
  }
  return `${record.name}-${record.version}.apk`
}
