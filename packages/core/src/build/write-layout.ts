import { stat } from 'node:fs/promises'
import { copy, layoutPlace } from '@nacre/oci'
import { ImageError } from '../error.ts'
import type { BuiltParts } from './built-image.ts'

/**
 * Writes an image into a layout directory; what the directory holds already stays. Of several architectures each is
 * also tagged for itself (`latest-arm64`), for tools that cannot choose from an index.
 */
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
  const { tag } = options
  const verb = options.signal === undefined ? {} : { signal: options.signal }
  const layout = layoutPlace(dir)
  await copy(built.place, layout, built.descriptor, { as: tag ?? null, ...verb })
  if (tag === undefined || built.images.length === 1) return
  for (const { descriptor, architecture } of built.images) {
    await layout.tag(descriptor, `${tag}-${architecture.oci.replace('/', '-')}`, verb)
  }
}
