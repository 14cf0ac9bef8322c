import { ArchiveError } from '../error.ts'
import { EntryAssembler } from './assemble.ts'
import { decodeTarHeader, isMetaType } from './decode.ts'
import { TAR_BLOCK, type TarHeader, tarPaddingLength } from './header.ts'
import { type TarReadOptions, tarLimitPassed, tarRules, tarTruncated } from './limits.ts'

/** An entry of a tar archive that is in memory or on disk: its header, and where its content is. */
export interface TarEntryIndex {
  readonly header: TarHeader
  /** Offset of the content in the plain archive; the content is `header.size` bytes long. */
  readonly offset: number
  /** Offset of the first block that belongs to the entry, its extended headers included. */
  readonly headerOffset: number
}

/**
 * Lists the entries of a plain tar archive without copying content. The archive may end with or without blocks of zeros.
 *
 * @throws ArchiveError `ERR_ARCHIVE_TAR_HEADER`, `ERR_ARCHIVE_TAR_CHECKSUM`, `ERR_ARCHIVE_TAR_NUMBER`, `ERR_ARCHIVE_TAR_NAME`, `ERR_ARCHIVE_TAR_PAX`, `ERR_ARCHIVE_TAR_TYPE`,
 *   `ERR_ARCHIVE_TAR_TRAILING`, `ERR_ARCHIVE_TRUNCATED`, `ERR_ARCHIVE_LIMIT`
 */
export function scanTar(bytes: Uint8Array, options: TarReadOptions = {}): TarEntryIndex[] {
  const rules = tarRules(options)
  if (bytes.length > rules.maxSize) throw tarLimitPassed('the size of the archive', rules.maxSize, 0)
  const assembler = new EntryAssembler(rules)
  const entries: TarEntryIndex[] = []
  let at = 0
  while (at < bytes.length) {
    if (bytes.length - at < TAR_BLOCK) throw tarTruncated('a header block', bytes.length)
    const raw = decodeTarHeader(bytes, at, at, rules)
    if (raw === undefined) {
      checkZeros(bytes.subarray(at + TAR_BLOCK), at + TAR_BLOCK)
      break
    }
    const start = at + TAR_BLOCK
    if (isMetaType(raw.typeflag)) {
      checkMetaSize(raw.size, assembler.metaLimit(raw.typeflag), at)
      const padded = raw.size + tarPaddingLength(raw.size)
      if (padded > bytes.length - start) throw tarTruncated('an extended header', bytes.length)
      assembler.addMeta(raw.typeflag, bytes.subarray(start, start + raw.size), at)
      at = start + padded
      continue
    }
    const headerOffset = assembler.pendingOffset ?? at
    const header = assembler.finish(raw, at)
    entries.push({ header, offset: start, headerOffset })
    at = start + header.size + tarPaddingLength(header.size)
    if (at > bytes.length) throw tarTruncated('the content of an entry', bytes.length)
  }
  if (assembler.pendingOffset !== undefined) throw tarTruncated('an entry that has only an extended header', at)
  return entries
}

/** Refuses metadata that are longer than allowed. */
export function checkMetaSize(size: number, limit: number, offset: number): void {
  if (size < 0 || size > limit) throw tarLimitPassed('the size of an extended header', limit, offset)
}

/** Refuses anything but zeros after the first block of zeros. */
export function checkZeros(bytes: Uint8Array, offset: number): void {
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === 0) continue
    throw new ArchiveError(
      'ERR_ARCHIVE_TAR_TRAILING',
      `reading a tar archive: there are data at offset ${offset + i}, after the end of the archive; cut them off or fetch the file again`,
      { details: { offset: offset + i } },
    )
  }
}
