import { type ByteSource, scanTar } from '@nacre/archive'
import { archiveFault } from '../archive-fault.ts'
import { isAdb } from '../container-format.ts'
import { ApkError } from '../error.ts'
import { type ApkLimits, withLimits } from '../package/limits.ts'
import { memberSource } from '../package/member-source.ts'
import { loadSigned } from '../package/segments.ts'
import { judgeSignatures, type TrustOptions } from '../package/signature.ts'
import { type OpenSource, openSource } from '../package/source.ts'
import type { Index } from './index-file.ts'
import { indexWith } from './index-with.ts'
import { type ParseIndexOptions, parseIndex } from './parse.ts'

/** How an index is read, and what is demanded of it. */
export interface ReadIndexOptions extends TrustOptions, ParseIndexOptions {
  limits?: Partial<ApkLimits>
  signal?: AbortSignal
}

/**
 * Reads an index, v2 (`APKINDEX.tar.gz`) or v3 by its first bytes. Without a keyring signatures are not looked at.
 *
 * @param source bytes, the path of a file, or a stream
 * @throws ApkError ERR_APK_FILE, ERR_APK_SIGNATURE_MISSING, ERR_APK_SIGNATURE_UNKNOWN_KEY, ERR_APK_SIGNATURE_BAD,
 *   ERR_APK_SIGNATURE_FORMAT, ERR_APK_SEGMENT_MISSING, ERR_APK_SEGMENT_ENTRY, ERR_APK_SEGMENT_TRAILER, ERR_APK_SEGMENT_EXTRA,
 *   ERR_APK_INDEX_ENTRY, ERR_APK_INDEX_LINE, ERR_APK_INDEX_RECORD, ERR_APK_INDEX_NUMBER, ERR_APK_LIMIT, ERR_APK_TRUNCATED, ERR_APK_ARCHIVE
 */
export async function readIndex(source: string | ByteSource, options: ReadIndexOptions = {}): Promise<Index> {
  options.signal?.throwIfAborted()
  const opened = await openSource(source, 'index')
  return await readIndexBy(opened, options, (text) => ({ records: parseIndex(text, options) }))
}

/** As {@link readIndex}, the records of a v2 index made by `read` of the bytes of its text. */
export async function readIndexBy(
  opened: OpenSource,
  options: ReadIndexOptions,
  read: (text: Uint8Array) => Pick<Index, 'records' | 'table'>,
): Promise<Index> {
  const limits = withLimits(options.limits)
  try {
    if (!isAdb(await opened.head(4))) return await readV2(opened, limits, options, read)
    const { readAdbIndex } = await import('../adb/read-index.ts')
    return await readAdbIndex(opened, limits, options)
  } catch (error) {
    throw archiveFault(`Reading the index ${opened.label}`, error)
  }
}

async function readV2(
  source: OpenSource,
  limits: ApkLimits,
  options: ReadIndexOptions,
  read: (text: Uint8Array) => Pick<Index, 'records' | 'table'>,
): Promise<Index> {
  const members = memberSource(source, limits.signature + limits.index)
  try {
    const { signatures, signed } = await loadSigned(members, 'index', limits.index, limits)
    // One member holds the index; apk-tools 3 accepts no further ones.
    if (!(await members.atEnd())) throw extraMember(source.label)
    const signer = await judgeSignatures(`the index ${source.label}`, signatures, signed.compressed, options)
    const { description, text } = readEntries(signed.plain)
    return indexWith(read(text), {
      description: new TextDecoder().decode(description).trim(),
      signer,
      signatures: signatures.map(({ key }) => key),
      format: 'v2',
    })
  } finally {
    await members.close()
  }
}

/** The tar of the index member: `DESCRIPTION`, which may be absent, and `APKINDEX`. */
function readEntries(tar: Uint8Array): { description: Uint8Array; text: Uint8Array } {
  const found = new Map<string, Uint8Array>()
  for (const { header, offset } of scanTar(tar, { dialect: 'apk' })) {
    const { name, type, size } = header
    // Old tools put signatures after the records, where no client looks for them.
    if (name.startsWith('.SIGN.')) continue
    if ((name !== 'APKINDEX' && name !== 'DESCRIPTION') || type !== 'file' || found.has(name)) throw entryFault(name)
    found.set(name, tar.subarray(offset, offset + size))
  }
  const text = found.get('APKINDEX')
  if (text === undefined) throw entryFault('')
  return { description: found.get('DESCRIPTION') ?? new Uint8Array(0), text }
}

function entryFault(name: string): ApkError {
  const met =
    name === '' ? 'it holds no APKINDEX' : `its entry ${JSON.stringify(name)} is none of an index, or there twice`
  return new ApkError('ERR_APK_INDEX_ENTRY', `Reading an index: ${met}. Check that the file is an APKINDEX.tar.gz`, {
    details: { name },
  })
}

function extraMember(label: string): ApkError {
  return new ApkError(
    'ERR_APK_SEGMENT_EXTRA',
    `Reading the index ${label}: something follows the index member, which must be the last. The index was appended to; fetch it again from a place you trust`,
  )
}
