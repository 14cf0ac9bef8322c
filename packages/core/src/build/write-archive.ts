import { stat } from 'node:fs/promises'
import { writeDockerArchive } from '@nacre/oci'
import { architecture } from '../architecture.ts'
import { ImageError } from '../error.ts'
import type { BuiltParts } from './built-image.ts'

/** Writes the images of all architectures, or of one, into one archive. */
export async function writeArchiveFile(
  built: BuiltParts,
  file: string,
  options: { tag?: string; arch?: string; signal?: AbortSignal },
): Promise<void> {
  const found = await stat(file).catch(() => undefined)
  if (found?.isDirectory()) {
    throw new ImageError(
      'ERR_IMAGE_OUTPUT_EXISTS',
      `Writing the docker archive ${file}: a directory stands there. Name a file.`,
      { details: { path: file } },
    )
  }
  const { tag, arch, signal } = options
  const content = { source: built.place, descriptor: built.descriptor, ...(tag === undefined ? {} : { tags: [tag] }) }
  await writeDockerArchive(file, [content], {
    ...(arch === undefined ? {} : { platform: architecture(arch).platform }),
    ...(signal === undefined ? {} : { signal }),
  })
}
