import { concatBytes } from '@nacre/archive'
import type { IndexRecord } from '../metadata/metadata.ts'
import { compareVersions } from '../version/compare.ts'
import { compareBytes } from './byte-order.ts'
import { type AdbCompression, compressAdb } from './compression.ts'
import { writeContainer } from './container.ts'
import { CUT_SIZE, parseIdentity } from './identity.ts'
import { storeInfo, writeInfo } from './info.ts'
import { checkPackageNameSpec } from './pkgname-spec.ts'
import { infoField, schema } from './schemas.ts'
import type { AdbSigner } from './signature.ts'
import type { AdbValue } from './value.ts'
import { AdbWriter } from './writer.ts'

/** What a v3 index says. */
export interface AdbIndexContent {
  readonly records: Iterable<IndexRecord>
  /** Free text about the repository. */
  readonly description?: string
  /** Where packages lie relative to the repository, such as `${arch}/${name}-${version}.apk`, which is the default of clients. */
  readonly packageNameSpec?: string
}

/** How a v3 index is written. */
export interface WriteAdbIndexOptions {
  /** One key, or several, each of which signs. Without it the index is unsigned. */
  key?: AdbSigner | readonly AdbSigner[]
  /** Default: deflate of level 9, as in apk-tools. */
  compression?: AdbCompression
  /** `sha256-160` cuts the identities of v3 packages to 20 bytes. Default `sha256`. */
  hash?: 'sha256' | 'sha256-160'
}

/**
 * Writes a v3 index (`Packages.adb`). Packages are listed by name, version and hash, whatever the order of the records.
 *
 * @param index an index as `readIndex` gives it, or records
 * @throws ApkError ERR_APK_INFO_INVALID, ERR_APK_DEPENDENCY_INVALID, ERR_APK_CHECKSUM_FORMAT, ERR_APK_PACKAGE_NAME_SPEC, ERR_APK_ADB_NUMBER,
 *   ERR_APK_LIMIT, ERR_APK_KEY_FORMAT, ERR_APK_ARCHIVE
 */
export async function writeAdbIndex(
  index: AdbIndexContent | Iterable<IndexRecord>,
  options: WriteAdbIndexOptions = {},
): Promise<Uint8Array> {
  const content: AdbIndexContent = 'records' in index ? index : { records: index }
  const { description = '', packageNameSpec } = content
  if (packageNameSpec !== undefined) checkPackageNameSpec(packageNameSpec)
  const cut = options.hash === 'sha256-160'
  const writer = new AdbWriter()
  const packages = Array.from(content.records, (record) => writeRecord(writer, record, cut)).sort(comparePackages)
  // Values in the order of apk-tools' app_mkndx.c.
  const descriptionValue = writer.text(description)
  const spec = writer.text(packageNameSpec ?? '')
  const list = writer.object(packages.map(({ value }) => value))
  const adb = writer.finish(writer.object([descriptionValue, list, spec]))
  const { key = [] } = options
  const pieces = await writeContainer({ schema: schema.index, adb }, 'sign' in key ? [key] : key)
  return compressAdb(concatBytes(pieces), options.compression)
}

interface ListedPackage {
  readonly name: string
  readonly version: string
  readonly hashes: Uint8Array
  readonly value: AdbValue
}

function writeRecord(writer: AdbWriter, record: IndexRecord, cut: boolean): ListedPackage {
  const values = writeInfo(writer, record)
  // Sizes are stored even if they are 0.
  values[infoField.installedSize] ||= writer.int(record.installedSize)
  values[infoField.fileSize] = writer.int(record.size)
  const identity = parseIdentity(record.checksum)
  const hashes = cut ? identity.subarray(0, CUT_SIZE) : identity
  values[infoField.hashes] = writer.blob(hashes)
  return { name: record.name, version: record.version, hashes, value: storeInfo(writer, values) }
}

function comparePackages(a: ListedPackage, b: ListedPackage): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1
  return compareVersions(a.version, b.version) || compareBytes(a.hashes, b.hashes)
}
