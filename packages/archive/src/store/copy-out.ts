import { constants, copyFile, rm, truncate } from 'node:fs/promises'
import { BLOCK_SIZE, damagedBlock, type Footer } from './footer.ts'
import { isAbsent } from './io-error.ts'
import { type OpenEntry, openEntry, readFooter } from './read-entry.ts'
import type { Seal } from './seal.ts'

/** What is verified at one time: as many bytes as a thread copies in about half a millisecond. */
const PIECE = 32 * BLOCK_SIZE

/**
 * Copies the content of an entry file to a new file. The operating system copies, sharing blocks where the file system can; meanwhile
 * what it copies is compared with the checksums that came with it. The footer is cut off. After a failure there is no new file.
 *
 * @returns `undefined` when it is done, `absent`, or why the entry cannot be what was put
 */
export async function copyOut(
  entry: string,
  target: string,
  { seal, sha256 }: { readonly seal: Seal; readonly sha256: Uint8Array | undefined },
): Promise<undefined | { readonly absent: true } | { readonly corrupt: string }> {
  const opened = await openEntry(entry)
  if (opened === undefined) return { absent: true }
  const copying = copyFile(entry, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
  const [copied, verified] = await Promise.allSettled([copying, verify(opened, seal, sha256)])
  opened.file.close()
  // What could not be made is not ours to remove.
  if (copied.status === 'rejected') {
    if (isAbsent(copied.reason)) return { absent: true }
    throw copied.reason
  }
  try {
    if (verified.status === 'rejected') throw verified.reason
    if (typeof verified.value === 'string') {
      await rm(target, { force: true })
      return { corrupt: verified.value }
    }
    await truncate(target, verified.value.size)
    return undefined
  } catch (error) {
    await rm(target, { force: true })
    throw error
  }
}

async function verify(entry: OpenEntry, seal: Seal, sha256: Uint8Array | undefined): Promise<Footer | string> {
  const footer = await readFooter(entry, sha256)
  if (typeof footer === 'string' || seal.isWhole(entry.mtimeMs, footer.crc)) return footer
  const piece = new Uint8Array(Math.min(PIECE, footer.size))
  for (let at = 0; at < footer.size; at += PIECE) {
    const bytes = piece.subarray(0, Math.min(PIECE, footer.size - at))
    await entry.file.fill([bytes], at)
    const damaged = damagedBlock([bytes], footer, at / BLOCK_SIZE)
    if (damaged !== undefined) return `block ${damaged} has the wrong CRC-32`
  }
  seal.set(entry.file, footer.crc)
  return footer
}
