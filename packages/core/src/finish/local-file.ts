import { readFile } from 'node:fs/promises'
import { fromBase64 } from '@nacre/archive'
import type { FileContent } from '../definition/definition.ts'
import { ImageError } from '../error.ts'

/**
 * The bytes of a file entry: those that stand in the definition, or those of a local file.
 *
 * @throws ImageError `ERR_IMAGE_FILE_UNREADABLE`
 */
export async function localBytes(
  entry: { path: string } & ({ content: FileContent } | { from: string }),
): Promise<Uint8Array> {
  if ('content' in entry) {
    return 'text' in entry.content ? new TextEncoder().encode(entry.content.text) : fromBase64(entry.content.base64)
  }
  try {
    return await readFile(entry.from)
  } catch (cause) {
    throw new ImageError(
      'ERR_IMAGE_FILE_UNREADABLE',
      `Placing ${entry.path} in the image: the local file ${entry.from} cannot be read. Check that it exists.`,
      { details: { path: entry.path, from: entry.from }, cause },
    )
  }
}
