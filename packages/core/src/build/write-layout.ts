import { copy, layoutPlace } from '@nacre/oci/layout'
import type { BuiltParts } from './built-image.ts'
import { writeOutput } from './output.ts'

/**
 * Writes an image into a layout directory; what the directory holds already stays. Of several architectures each is
 * also tagged for itself (`latest-arm64`), for tools that cannot choose from an index.
 */
export async function writeLayoutDirectory(
  built: BuiltParts,
  dir: string,
  options: { signal?: AbortSignal; tag?: string },
): Promise<void> {
  await writeOutput({ what: 'the OCI layout', path: dir, kind: 'directory' }, () => fillLayout(built, dir, options))
}

async function fillLayout(
  built: BuiltParts,
  dir: string,
  options: { signal?: AbortSignal; tag?: string },
): Promise<void> {
  const { tag } = options
  const verb = options.signal === undefined ? {} : { signal: options.signal }
  const layout = layoutPlace(dir)
  await copy(built.place, layout, built.descriptor, { as: tag ?? null, ...verb })
  if (tag === undefined || built.images.length === 1) return
  for (const { descriptor, architecture } of built.images) {
    await layout.tag(descriptor, `${tag}-${architecture.oci.replace('/', '-')}`, verb)
  }
}
