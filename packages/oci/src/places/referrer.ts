import type { Descriptor } from '../model/descriptor.ts'
import { isIndexType, isManifestType } from '../model/media-type.ts'
import { parseIndex, parseManifest } from '../model/parse.ts'

/** A manifest's subject, and how a listing of referrers describes the manifest. */
export interface Referrer {
  readonly subject: Descriptor
  readonly descriptor: Descriptor
}

/**
 * What a manifest refers to, or undefined when it has no subject or cannot be read as one.
 * The descriptor is filled as distribution-spec v1.1, "Listing Referrers" demands: `artifactType` of the manifest or
 * else the media type of its config, and its annotations.
 */
export function referrerOf(descriptor: Descriptor, bytes: Uint8Array): Referrer | undefined {
  const { mediaType, digest, size } = descriptor
  if (isManifestType(mediaType)) {
    const { subject, artifactType, config, annotations } = parseManifest(bytes)
    if (subject === undefined) return undefined
    const described = { mediaType, size, digest, artifactType: artifactType ?? config.mediaType }
    return { subject, descriptor: annotations === undefined ? described : { ...described, annotations } }
  }
  if (isIndexType(mediaType)) {
    const { subject, artifactType, annotations } = parseIndex(bytes)
    if (subject === undefined) return undefined
    return {
      subject,
      descriptor: {
        mediaType,
        size,
        digest,
        ...(artifactType === undefined ? {} : { artifactType }),
        ...(annotations === undefined ? {} : { annotations }),
      },
    }
  }
  return undefined
}

/** Sorted by digest, each once, only those of the wanted type. */
export function selectReferrers(found: readonly Descriptor[], artifactType: string | undefined): Descriptor[] {
  const byDigest = new Map<string, Descriptor>()
  for (const descriptor of found) {
    if (artifactType === undefined || descriptor.artifactType === artifactType)
      byDigest.set(descriptor.digest, descriptor)
  }
  return [...byDigest.values()].sort((a, b) => (a.digest < b.digest ? -1 : 1))
}
