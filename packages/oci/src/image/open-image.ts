import { missingPlatform } from '../copy/select-platforms.ts'
import { OciError } from '../error.ts'
import type { Descriptor, Platform } from '../model/descriptor.ts'
import { isIndexType, isManifestType } from '../model/media-type.ts'
import { formatPlatform, matchesPlatform, parsePlatform } from '../model/platform.ts'
import { type DocumentOptions, readIndex } from '../places/documents.ts'
import type { Source } from '../places/place.ts'
import { type Image, imageAt } from './image.ts'

/** Options of {@link openImage}. */
export interface OpenImageOptions extends DocumentOptions {
  /** Which image of an index, such as `linux/arm64`. Needed when there are several. */
  readonly platform?: string | Platform
}

const maxNesting = 8

/**
 * Opens the image that a reference names. Of an index only the image for `platform` is taken. At most index documents are
 * read here; manifest, config and layers when they are asked for.
 *
 * @throws OciError `ERR_OCI_NOT_FOUND`, `ERR_OCI_PLATFORM_MISSING`, `ERR_OCI_MEDIA_TYPE_UNSUPPORTED`
 */
export async function openImage(
  source: Source,
  reference: string | Descriptor,
  options: OpenImageOptions = {},
): Promise<Image> {
  const signal = options.signal === undefined ? {} : { signal: options.signal }
  let descriptor = typeof reference === 'string' ? await source.resolve(reference, signal) : reference
  for (let depth = 0; isIndexType(descriptor.mediaType) && depth < maxNesting; depth++) {
    descriptor = chooseManifest((await readIndex(source, descriptor, options)).manifests, options.platform)
  }
  if (isManifestType(descriptor.mediaType)) return imageAt(source, descriptor, options.limits)
  throw new OciError(
    'ERR_OCI_MEDIA_TYPE_UNSUPPORTED',
    `Opening ${descriptor.digest} as an image: it is ${descriptor.mediaType}; name an image manifest or an index of them`,
    { details: { digest: descriptor.digest, mediaType: descriptor.mediaType } },
  )
}

/**
 * The entry of an index for a platform; without one, the only image there is.
 *
 * @throws OciError `ERR_OCI_PLATFORM_MISSING`
 */
export function chooseManifest(manifests: readonly Descriptor[], platform: string | Platform | undefined): Descriptor {
  if (platform === undefined) {
    const images = manifests.filter((entry) => !isAttestation(entry))
    const [only] = images
    if (only !== undefined && images.length === 1) return only
    throw missingPlatform('no platform in particular', manifests)
  }
  const wanted = typeof platform === 'string' ? parsePlatform(platform) : platform
  const found = manifests.find((entry) => entry.platform !== undefined && matchesPlatform(entry.platform, wanted))
  if (found !== undefined) return found
  // A nested index need not say a platform (image-spec v1.1, image-index.md: `platform` is optional).
  const nested = manifests.filter((entry) => entry.platform === undefined && isIndexType(entry.mediaType))
  if (nested[0] !== undefined && nested.length === 1) return nested[0]
  throw missingPlatform(formatPlatform(wanted), manifests)
}

// BuildKit lists attestations in the index beside the images, for the platform unknown/unknown
// (moby/buildkit docs/attestations/attestation-storage.md).
function isAttestation(entry: Descriptor): boolean {
  return entry.platform?.os === 'unknown' && entry.platform.architecture === 'unknown'
}
