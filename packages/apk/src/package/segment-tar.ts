import { scanTar, type TarEntryIndex, type TarHeader, tarPadding } from '@nacre/archive'
import { ApkError } from '../error.ts'

/** An entry of a small tar in memory, with its content. */
export interface SegmentEntry {
  readonly name: string
  readonly header: TarHeader
  readonly content: Uint8Array
}

/**
 * Entries of a signature or control segment. Its tar must have no end-of-archive blocks, because the tar of the next segment
 * follows at once (apk-tools, container rules), and may hold regular files only, each once.
 *
 * @throws ApkError ERR_APK_SEGMENT_TRAILER, ERR_APK_SEGMENT_ENTRY
 */
export function readSegment(tar: Uint8Array, segment: string): SegmentEntry[] {
  const index = scanTar(tar, { dialect: 'apk' })
  requireNoTrailer(tar, index.at(-1), segment)
  const names = new Set<string>()
  return index.map(({ header, offset }) => {
    if (header.type !== 'file') throw entryFault(segment, header.name, `it is a ${header.type}`)
    if (!header.name.startsWith('.') || header.name.includes('/')) {
      throw entryFault(segment, header.name, 'its name is no top-level dot name')
    }
    if (names.has(header.name)) throw entryFault(segment, header.name, 'it is there twice')
    names.add(header.name)
    return { name: header.name, header, content: tar.subarray(offset, offset + header.size) }
  })
}

/** Whether a plain member holds signatures: its first entry, whatever extended headers precede it, is a `.SIGN.*`. */
export function holdsSignatures(tar: Uint8Array): boolean {
  return scanTar(tar, { dialect: 'apk' })[0]?.header.name.startsWith('.SIGN.') === true
}

function requireNoTrailer(tar: Uint8Array, last: TarEntryIndex | undefined, segment: string): void {
  const end = last === undefined ? 0 : last.offset + last.header.size + tarPadding(last.header.size).length
  if (end === tar.length) return
  throw new ApkError(
    'ERR_APK_SEGMENT_TRAILER',
    `Reading the ${segment} segment: its tar has an end-of-archive trailer, after which apk reads no further segment. Write it without the two zero blocks`,
    { details: { segment } },
  )
}

function entryFault(segment: string, name: string, fault: string): ApkError {
  return new ApkError(
    'ERR_APK_SEGMENT_ENTRY',
    `Reading the ${segment} segment: the entry ${JSON.stringify(name)} cannot be there, because ${fault}. Build the package again`,
    { details: { segment, name } },
  )
}
