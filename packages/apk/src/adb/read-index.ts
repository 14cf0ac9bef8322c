import { collect } from '@nacre/archive'
import type { Index } from '../apkindex/index-file.ts'
import type { ParseIndexOptions } from '../apkindex/parse.ts'
import { ApkError } from '../error.ts'
import type { IndexRecord } from '../metadata/metadata.ts'
import type { ApkLimits } from '../package/limits.ts'
import type { TrustOptions } from '../package/signature.ts'
import type { OpenSource } from '../package/source.ts'
import { decompressAdb } from './compression.ts'
import { readContainer } from './container.ts'
import { DependencyReader } from './dependency.ts'
import { readFault } from './fault.ts'
import { CUT_SIZE, FULL_SIZE, formatIdentity } from './identity.ts'
import { isIdentifier, readInfo } from './info.ts'
import type { AdbReader } from './reader.ts'
import { indexField, infoField, schema } from './schemas.ts'
import { type AdbValue, NULL } from './value.ts'

/** Work of reading a record, in dependencies. */
const RECORD_WORK = 16

/**
 * Reads a v3 index (`Packages.adb`). A record without `hashes` is left out, as apk does with a warning; `onFault` hears of it.
 *
 * @throws ApkError ERR_APK_ADB_HEADER, ERR_APK_ADB_COMPRESSION, ERR_APK_ADB_BLOCK, ERR_APK_ADB_VERSION, ERR_APK_ADB_SCHEMA,
 *   ERR_APK_ADB_VALUE, ERR_APK_ADB_DEPENDENCY, ERR_APK_ADB_HASHES, ERR_APK_SIGNATURE_MISSING, ERR_APK_SIGNATURE_UNKNOWN_KEY,
 *   ERR_APK_SIGNATURE_BAD, ERR_APK_LIMIT, ERR_APK_TRUNCATED, ERR_APK_ARCHIVE
 */
export async function readAdbIndex(
  source: OpenSource,
  limits: ApkLimits,
  options: TrustOptions & ParseIndexOptions,
): Promise<Index> {
  const packed = (await source.read(0)) ?? (await collect(source.open(0), { limit: limits.index }))
  const file = await decompressAdb(packed, limits.index)
  const { reader, data, signer, signatures } = await readContainer(file, schema.index, options)
  if (data.length > 0) throw readFault('ERR_APK_ADB_BLOCK', 'it is an index with data blocks')
  const root = reader.object(reader.root)
  const spec = reader.text(reader.field(root, indexField.pkgnameSpec))
  return {
    description: reader.text(reader.field(root, indexField.description)),
    records: readRecords(reader, reader.object(reader.field(root, indexField.packages)), options),
    signer,
    signatures,
    format: 'v3',
    ...(spec === '' ? undefined : { packageNameSpec: spec }),
  }
}

function readRecords(reader: AdbReader, list: number, options: ParseIndexOptions): IndexRecord[] {
  const count = reader.count(list, RECORD_WORK)
  const dependencies = new DependencyReader(reader)
  const records: IndexRecord[] = []
  for (let item = 1; item <= count; item++) {
    const record = readRecord(reader, reader.object(reader.field(list, item)), dependencies)
    if (record.checksum !== '' || options.allowMissingChecksum === true) records.push(record)
    else options.onFault?.(missingHashes(record))
  }
  return records
}

function readRecord(reader: AdbReader, object: number, dependencies: DependencyReader): IndexRecord {
  const record: IndexRecord = Object.assign(readInfo(reader, object, dependencies), {
    checksum: readChecksum(reader, reader.field(object, infoField.hashes)),
    size: reader.int(reader.field(object, infoField.fileSize)),
  })
  const misnamed = (['name', 'version', 'arch'] as const).find((key) => !isIdentifier(record[key] ?? 'noarch'))
  if (misnamed !== undefined) record.uninstallable = `invalid ${misnamed}`
  return record
}

/** `hashes` of an index: 20 or 32 bytes (APK v3 (ADB) format, hashes). */
function readChecksum(reader: AdbReader, value: AdbValue): string {
  if (value === NULL) return ''
  const hashes = reader.blob(value)
  if (hashes.length === CUT_SIZE || hashes.length === FULL_SIZE) return formatIdentity(hashes)
  throw readFault('ERR_APK_ADB_HASHES', `a hash in it has ${hashes.length} bytes, not 20 or 32`, {
    size: hashes.length,
  })
}

function missingHashes({ name, version }: IndexRecord): ApkError {
  return new ApkError(
    'ERR_APK_INDEX_RECORD',
    `Reading a v3 index: the record of ${name}-${version} has no hashes, so no package can be told to be it. Make the index again`,
    { details: { name, version, missing: ['hashes'] } },
  )
}
