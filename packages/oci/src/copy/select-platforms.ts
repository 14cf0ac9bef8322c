import { digestOf } from '@nacre/archive'
import { OciError } from '../error.ts'
import type { Descriptor } from '../model/descriptor.ts'
import { encodeIndex } from '../model/encode.ts'
import { isIndexType } from '../model/media-type.ts'
import { formatPlatform, matchesPlatform, parsePlatform } from '../model/platform.ts'
import { type DocumentOptions, readIndex } from '../places/documents.ts'
import type { Source } from '../places/place.ts'

/** What is left of an image when only some platforms are wanted; `bytes` are those of a new, smaller index. */
export interface Selection {
  readonly descriptor: Descriptor
  readonly bytes?: Uint8Array
}

/**
 * Narrows an index to platforms such as `linux/arm64`. One platform: its manifest itself. Several: a new index with those
 * entries only, everything else of it kept. A descriptor that is no index stays as it is.
 *
 * @throws OciError `ERR_OCI_PLATFORM_MISSING` naming what there is, `ERR_OCI_PLATFORM_INVALID`
 */
export async function selectPlatforms(
  source: Source,
  descriptor: Descriptor,
  platforms: readonly string[],
  options: DocumentOptions = {},
): Promise<Selection> {
  if (!isIndexType(descriptor.mediaType)) return { descriptor }
  const index = await readIndex(source, descriptor, options)
  const chosen = new Set<Descriptor>()
  for (const text of platforms) {
    const wanted = parsePlatform(text)
    const matching = index.manifests.filter(
      ({ platform }) => platform !== undefined && matchesPlatform(platform, wanted),
    )
    if (matching.length === 0) throw missingPlatform(text, index.manifests)
    for (const entry of matching) chosen.add(entry)
  }
  const manifests = index.manifests.filter((entry) => chosen.has(entry))
  const [only] = manifests
  if (manifests.length === 1 && only !== undefined) return { descriptor: only }
  if (manifests.length === index.manifests.length) return { descriptor }
  const bytes = encodeIndex({ ...index, manifests })
  const { mediaType } = descriptor
  return { descriptor: { mediaType, size: bytes.length, digest: digestOf(bytes) }, bytes }
}

/** The error of an index that has no image for a platform. */
export function missingPlatform(wanted: string, manifests: readonly Descriptor[]): OciError {
  const available = manifests.flatMap(({ platform }) => (platform === undefined ? [] : [formatPlatform(platform)]))
  return new OciError(
    'ERR_OCI_PLATFORM_MISSING',
    `Choosing the image for ${wanted}: the index has ${available.join(', ') || 'no platforms'}; ask for one of these`,
    { details: { wanted, available } },
  )
}
