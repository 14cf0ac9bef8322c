import { stat } from 'node:fs/promises'
import { copy, layoutPlace } from '@nacre/oci'
import { ImageError } from '../error.ts'
import type { BuiltParts } from './built-image.ts'

/** Writes an image into a layout directory; what the directory holds already stays. */
export async function writeLayoutDirectory(
  built: BuiltParts,
  dir: string,
  options: { signal?: AbortSignal; tag?: string },
): Promise<void> {
  const found = await stat(dir).catch(() => undefined)
  if (found !== undefined && !found.isDirectory()) {
    throw new ImageError(
      'ERR_IMAGE_OUTPUT_EXISTS',
      `Writing the OCI layout ${dir}: a file stands there. Remove it, or name a directory.`,
      { details: { path: dir } },
    )
  }
  const { signal, tag } = options
  await copy(built.place, layoutPlace(dir), built.descriptor, {
    as: tag ?? null,
    ...(signal === undefined ? {} : { signal }),
  })
}
