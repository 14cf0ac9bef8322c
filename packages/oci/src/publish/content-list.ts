import type { Descriptor } from '../model/descriptor.ts'
import { isForeignLayerType, isManifestOrIndexType } from '../model/media-type.ts'
import { children, readBytes } from '../places/documents.ts'
import type { PlaceOptions, Source } from '../places/place.ts'

/** Every blob and manifest under a root, the root included, each digest once. */
export async function listContent(
  from: Source,
  root: Descriptor,
  options: PlaceOptions,
): Promise<Map<string, Descriptor>> {
  const found = new Map<string, Descriptor>([[root.digest, root]])
  // The map grows while it is walked.
  for (const descriptor of found.values()) {
    if (!isManifestOrIndexType(descriptor.mediaType)) continue
    for (const child of children(descriptor, await readBytes(from, descriptor, options))) {
      if (!isForeignLayerType(child.mediaType) && !found.has(child.digest)) found.set(child.digest, child)
    }
  }
  return found
}
