import { digestOf } from '@nacre/archive'
import type { Descriptor } from '../model/descriptor.ts'
import { encodeManifest } from '../model/encode.ts'
import { mediaTypes } from '../model/media-type.ts'
import type { Place, PlaceOptions, Referrers } from '../places/place.ts'

/** Something to be attached to an image. */
export interface Artifact {
  /** What it is, for those who look for it: `application/spdx+json`. */
  readonly artifactType: string
  /** Type of the bytes; default: the artifact type. */
  readonly mediaType?: string
  readonly content: Uint8Array
  readonly annotations?: Readonly<Record<string, string>>
}

/** An artifact that has been attached. */
export interface AttachedArtifact {
  /** Descriptor of the artifact's manifest. */
  readonly descriptor: Descriptor
  /** How it is found again. */
  readonly via: Referrers['via']
}

/** Descriptor of bytes. */
export function describe(mediaType: string, bytes: Uint8Array): Descriptor {
  return { mediaType, size: bytes.length, digest: digestOf(bytes) }
}

/** Puts bytes that are all there into a place. */
export async function writeBytes(
  place: Place,
  descriptor: Descriptor,
  bytes: Uint8Array,
  options: PlaceOptions,
): Promise<void> {
  await place.write(
    descriptor,
    async function* () {
      yield bytes
    },
    options,
  )
}

/**
 * Attaches an artifact to an image or index: a manifest with the empty config, the bytes as its one layer, and the image
 * as its `subject` (image-spec v1.1, manifest.md, "Guidelines for Artifact Usage").
 */
export async function attachArtifact(
  place: Place,
  subject: Descriptor,
  artifact: Artifact,
  options: PlaceOptions = {},
): Promise<AttachedArtifact> {
  const layer = describe(artifact.mediaType ?? artifact.artifactType, artifact.content)
  const empty = new TextEncoder().encode('{}')
  const config = describe(mediaTypes.ociEmpty, empty)
  const bytes = encodeManifest({
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    artifactType: artifact.artifactType,
    config,
    layers: [layer],
    subject: subjectOf(subject),
    ...(artifact.annotations === undefined ? {} : { annotations: artifact.annotations }),
  })
  const descriptor = describe(mediaTypes.ociManifest, bytes)
  await writeBytes(place, config, empty, options)
  await writeBytes(place, layer, artifact.content, options)
  await writeBytes(place, descriptor, bytes, options)
  return { descriptor, via: (await place.referrers(subject, options)).via }
}

/** What of a descriptor goes into `subject`: only what every holder of the same content agrees on. */
export function subjectOf({ mediaType, size, digest }: Descriptor): Descriptor {
  return { mediaType, size, digest }
}
