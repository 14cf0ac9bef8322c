import { constants, copyFile, type FileHandle, open, rm, truncate } from 'node:fs/promises'
import { platform } from '#platform'
import { BLOCK_SIZE, type Footer } from './footer.ts'
import { isAbsent } from './io-error.ts'
import { readFooter, readFully } from './read-entry.ts'

/** What is verified at one time: as many bytes as a thread copies in about a millisecond. */
const PIECE = 8 * BLOCK_SIZE

/**
 * Copies the content of an entry file to a new file. The operating system copies, sharing blocks where the file system can; then
 * the copy is compared with the checksums that came with it, and its footer cut off. After a failure there is no new file.
 *
 * @returns `undefined` when it is done, `absent`, or why the entry cannot be what was put
 */
export async function copyOut(
  entry: string,
  target: string,
  sha256: Uint8Array | undefined,
): Promise<undefined | { readonly absent: true } | { readonly corrupt: string }> {
  try {
    await copyFile(entry, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
  } catch (error) {
    if (isAbsent(error)) return { absent: true }
    throw error
  }
  try {
    const found = await verifyCopy(target, sha256)
    if (typeof found !== 'string') {
      await truncate(target, found.size)
      return undefined
    }
    await rm(target, { force: true })
    return { corrupt: found }
  } catch (error) {
    await rm(target, { force: true })
    throw error
  }
}

async function verifyCopy(path: string, sha256: Uint8Array | undefined): Promise<Footer | string> {
  const handle = await open(path, 'r')
  try {
    return await verifyBlocks(handle, sha256)
  } finally {
    await handle.close()
  }
}

async function verifyBlocks(handle: FileHandle, sha256: Uint8Array | undefined): Promise<Footer | string> {
  const { size } = await handle.stat()
  const footer = await readFooter(handle, size, sha256)
  if (typeof footer === 'string') return footer
  const piece = new Uint8Array(Math.min(PIECE, footer.size))
  for (let at = 0; at < footer.size; at += PIECE) {
    const bytes = piece.subarray(0, Math.min(PIECE, footer.size - at))
    await readFully(handle, bytes, at)
    for (let inside = 0; inside < bytes.length; inside += BLOCK_SIZE) {
      const block = (at + inside) / BLOCK_SIZE
      const crc = platform.crc32(bytes.subarray(inside, inside + BLOCK_SIZE), 0)
      if (crc !== footer.blocks[block]) return `block ${block} has the wrong CRC-32`
    }
  }
  return footer
}
