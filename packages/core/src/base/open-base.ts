import { stat } from 'node:fs/promises'
import {
  chooseManifest,
  type Image,
  imageAt,
  isIndexType,
  layoutPlace,
  openImage,
  parseReference,
  RegistryClient,
  readIndex,
  registryPlace,
} from '@nacre/oci'
import type { Architecture } from '../architecture.ts'
import { ImageError } from '../error.ts'
import type { Services } from '../services.ts'

/**
 * Opens the image to build upon, for one architecture: out of an OCI layout directory, or of a registry.
 *
 * @param reference a directory, or a reference such as `registry.example.com/base:1`
 * @throws ImageError `ERR_IMAGE_BASE_UNREADABLE` with the reason as its cause
 */
export async function openBaseImage(reference: string, architecture: Architecture, services: Services): Promise<Image> {
  const signal = services.signal === undefined ? {} : { signal: services.signal }
  const { platform } = architecture
  try {
    const found = await stat(reference).catch(() => undefined)
    if (found?.isDirectory()) {
      const place = layoutPlace(reference)
      let descriptor = await place.root()
      while (isIndexType(descriptor.mediaType)) {
        descriptor = chooseManifest((await readIndex(place, descriptor, signal)).manifests, platform)
      }
      return imageAt(place, descriptor)
    }
    const { registry, repository, digest, tag } = parseReference(reference)
    const place = registryPlace(new RegistryClient({ http: services.transport }), `${registry}/${repository}`)
    return await openImage(place, digest ?? tag ?? 'latest', { platform, ...signal })
  } catch (cause) {
    services.signal?.throwIfAborted()
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new ImageError(
      'ERR_IMAGE_BASE_UNREADABLE',
      `Opening the base image ${reference} for ${architecture.apk}: ${reason}. Name an OCI layout directory or an image in a registry that has this architecture.`,
      { details: { reference, arch: architecture.apk }, cause },
    )
  }
}
