import { concatBytes, createTar, encodeText, gzip, type TarInput } from '@nacre/archive'
import type { IndexRecord } from '../metadata/metadata.ts'
import { type SigningOptions, signatureMember } from '../package/signature-member.ts'
import { type FormatIndexOptions, formatIndex } from './format.ts'
import { sortRecords } from './sort.ts'

/** How {@link writeIndex} writes. */
export interface WriteIndexOptions extends SigningOptions, FormatIndexOptions {
  /** Free text about the repository; apk-tools 3 ignores it above 160 bytes. Default: that of the index given, or none. */
  description?: string
  /** `apk` (default): sorted as `apk index` does. `keep`: the order given. */
  order?: 'apk' | 'keep'
  /** Time of the entries, seconds since 1970. Default 0. */
  mtime?: number
  /** Deflate level, 1 to 9. Default 6. */
  level?: number
}

/**
 * An `APKINDEX.tar.gz` that apk clients read: signature member, then one gzip member with `DESCRIPTION` and `APKINDEX`. The same input
 * gives the same bytes on every machine.
 *
 * @param index an index as {@link readIndex} gives it, or records
 * @throws ApkError ERR_APK_INDEX_VALUE, ERR_APK_KEY_NAME
 */
export async function writeIndex(
  index: Iterable<IndexRecord> | { readonly records: Iterable<IndexRecord>; readonly description?: string },
  options: WriteIndexOptions = {},
): Promise<Uint8Array> {
  const records = 'records' in index ? index.records : index
  const description = options.description ?? ('records' in index ? index.description : undefined) ?? ''
  const text = formatIndex(options.order === 'keep' ? records : sortRecords(records), options)
  const header = { mode: 0o644, uname: 'root', gname: 'root', mtime: options.mtime ?? 0 }
  const entries: TarInput[] = [{ header: { ...header, name: 'APKINDEX' }, content: encodeText(text) }]
  // The description has to precede the records to be seen by apk.
  if (description !== '')
    entries.unshift({ header: { ...header, name: 'DESCRIPTION' }, content: encodeText(description) })
  const member = await gzip(createTar(entries), { level: options.level ?? 6 })
  return concatBytes([await signatureMember(member, options), member])
}
