import { readFile } from 'node:fs/promises'
import { ImageError } from '../error.ts'

/**
 * The bytes of a local file that goes to a path of the image.
 *
 * @throws ImageError `ERR_IMAGE_FILE_UNREADABLE`
 */
export async function readLocalFile(path: string, from: string): Promise<Uint8Array> {
  try {
    return await readFile(from)
  } catch (cause) {
    throw new ImageError(
      'ERR_IMAGE_FILE_UNREADABLE',
      `Placing ${path} in the image: the local file ${from} cannot be read. Check that it exists.`,
      { details: { path, from }, cause },
    )
  }
}
