import { stat } from 'node:fs/promises'
import { writeDockerArchive } from '@nacre/oci'
import { ImageError } from '../error.ts'
import type { BuiltParts } from './built-image.ts'

/** Writes images into one archive; with several architectures each tag ends in the name of its own. */
export async function writeArchiveFile(
  built: BuiltParts,
  file: string,
  options: { tag?: string; arch?: string; signal?: AbortSignal },
): Promise<void> {
  const found = await stat(file).catch(() => undefined)
  if (found?.isDirectory()) {
    throw new ImageError('ERR_IMAGE_OUTPUT_EXISTS', `Writing the docker archive ${file}: a directory stands there. Name a file.`, { details: { path: file } })
  }
}
