import { utimesSync } from 'node:fs'
import { platform } from '#platform'
import { equalBytes, noBytes } from '../bytes.ts'
import { OpenFile } from './file.ts'
import { contentSize, damagedBlock, decodeFooter, FIXED_FOOTER, footerLength, type WrittenFooter } from './footer.ts'
import { isAbsent } from './io-error.ts'

/** An entry used less than this many milliseconds ago is not marked as used again. */
const markUsedAfter = 10 * 60 * 1000

/** An entry of no more bytes than this is read in one go, with its footer; of a longer one the end is. */
const WHOLE = 64 * 1024

/** An open entry file, and its bytes in memory: all of them, or those at its end. */
export interface OpenEntry {
  readonly file: OpenFile
  readonly fileSize: number
  readonly mtimeMs: number
  readonly end: Uint8Array
}

/** Opens an entry file and marks it as used; undefined where there is none. */
export async function openEntry(path: string): Promise<OpenEntry | undefined> {
  let file: OpenFile
  try {
    file = new OpenFile(path, 'r')
  } catch (error) {
    if (isAbsent(error)) return undefined
    throw error
  }
  try {
    const found = file.stat()
    const { size, mtimeMs } = found
    markUsed(path, found)
    const end = new Uint8Array(size <= WHOLE ? size : Math.min(WHOLE, footerLength(size)))
    await file.fill([end], size - end.length)
    return { file, fileSize: size, mtimeMs, end }
  } catch (error) {
    file.close()
    throw error
  }
}

/** Sets the time of the last use, by which the least recently used entries are found. In a store that cannot be written, nothing is marked. */
export function markUsed(path: string, { atimeMs, mtimeMs }: { atimeMs: number; mtimeMs: number }): void {
  const now = Date.now()
  if (Math.abs(now - atimeMs) <= markUsedAfter) return
  try {
    utimesSync(path, now / 1000, mtimeMs / 1000)
  } catch {}
}

/** The content of an entry file if it is what was put there, or why it is not. */
export async function readWhole(entry: OpenEntry, sha256: Uint8Array | undefined): Promise<Uint8Array | string> {
  const footer = await readFooter(entry, sha256)
  if (typeof footer === 'string') return footer
  const { file, fileSize, end } = entry
  const whole = end.length === fileSize ? end : new Uint8Array(footer.size)
  if (whole !== end) await file.fill([whole], 0)
  const content = whole.subarray(0, footer.size)
  if (sha256 !== undefined) {
    return equalBytes(platform.hash('sha256', content), sha256) ? content : 'its SHA-256 is not that of its key'
  }
  const damaged = damagedBlock([content], footer, 0)
  return damaged === undefined ? content : `block ${damaged} has the wrong CRC-32`
}

/** The footer of an entry file, or why it cannot be. */
export async function readFooter(
  { file, fileSize, end }: OpenEntry,
  sha256: Uint8Array | undefined,
): Promise<WrittenFooter | string> {
  const size = contentSize(end.subarray(-FIXED_FOOTER), fileSize)
  if (size === undefined) return 'its footer is damaged'
  const length = footerLength(size)
  let bytes = end.subarray(-length)
  if (bytes.length < length) {
    bytes = new Uint8Array(length)
    await file.fill([bytes], size)
  }
  const footer = decodeFooter(bytes, size)
  if (footer === undefined) return 'its footer is damaged'
  if (sha256 !== undefined && !equalBytes(footer.sha256 ?? noBytes, sha256)) return 'its SHA-256 is not that of its key'
  return footer
}
