import { type FileHandle, open, utimes } from 'node:fs/promises'
import { platform } from '#platform'
import { equalBytes } from '../bytes.ts'
import { contentSize, decodeFooter, FIXED_FOOTER, type Footer, footerLength } from './footer.ts'
import { isAbsent } from './io-error.ts'

/** An entry used less than this many milliseconds ago is not marked as used again. */
const markUsedAfter = 10 * 60 * 1000

/** Fills `bytes` from a file at `position`; what lies beyond its end stays zero. */
export async function readFully(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesRead } = await handle.read(bytes, at, bytes.length - at, position + at)
    if (bytesRead === 0) return
    at += bytesRead
  }
}

/** Opens an entry file and marks it as used; undefined where there is none. */
export async function openEntry(path: string): Promise<{ handle: FileHandle; fileSize: number } | undefined> {
  let handle: FileHandle
  try {
    handle = await open(path, 'r')
  } catch (error) {
    if (isAbsent(error)) return undefined
    throw error
  }
  try {
    const { size, mtimeMs } = await handle.stat()
    await markUsed(path, mtimeMs)
    return { handle, fileSize: size }
  } catch (error) {
    await handle.close()
    throw error
  }
}

/** Sets the modification time, by which the least recently used entries are found. In a store that cannot be written, nothing is marked. */
export async function markUsed(path: string, mtimeMs: number): Promise<void> {
  const now = Date.now()
  if (Math.abs(now - mtimeMs) <= markUsedAfter) return
  await utimes(path, now / 1000, now / 1000).catch(() => {})
}

/** The content of an entry file if it is what was put there, or why it is not. */
export async function readWhole(
  handle: FileHandle,
  fileSize: number,
  sha256: Uint8Array | undefined,
): Promise<Uint8Array | string> {
  const file = new Uint8Array(fileSize)
  await readFully(handle, file, 0)
  const size = contentSize(file.subarray(-FIXED_FOOTER), fileSize)
  const footer = size === undefined ? undefined : decodeFooter(file.subarray(size), size)
  if (footer === undefined) return 'its footer is damaged'
  const content = file.subarray(0, footer.size)
  const actual = platform.hash('sha256', content)
  if (!equalBytes(actual, footer.sha256)) return 'its SHA-256 is not that of its footer'
  if (sha256 !== undefined && !equalBytes(actual, sha256)) return 'its SHA-256 is not that of its key'
  return content
}

/** The footer of an entry file, or why it cannot be. */
export async function readFooter(
  handle: FileHandle,
  fileSize: number,
  sha256: Uint8Array | undefined,
): Promise<Footer | string> {
  const fixed = new Uint8Array(FIXED_FOOTER)
  if (fileSize < FIXED_FOOTER) return 'it is too short'
  await readFully(handle, fixed, fileSize - FIXED_FOOTER)
  const size = contentSize(fixed, fileSize)
  if (size === undefined) return 'its footer is damaged'
  const bytes = new Uint8Array(footerLength(size))
  await readFully(handle, bytes, size)
  const footer = decodeFooter(bytes, size)
  if (footer === undefined) return 'its footer is damaged'
  if (sha256 !== undefined && !equalBytes(footer.sha256, sha256)) return 'its SHA-256 is not that of its key'
  return footer
}
