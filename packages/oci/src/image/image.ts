import { OciError } from '../error.ts'
import type { Descriptor } from '../model/descriptor.ts'
import type { Digest } from '../model/digest.ts'
import type { ModelLimits } from '../model/fault.ts'
import type { ImageConfig } from '../model/image-config.ts'
import type { Manifest } from '../model/manifest.ts'
import { readConfig, readManifest } from '../places/documents.ts'
import type { PlaceOptions, Source } from '../places/place.ts'
import { type OpenLayerOptions, openLayer } from './layer-content.ts'

/** A layer of an image. */
export interface Layer {
  readonly descriptor: Descriptor
  /** Digest of the plain tar, as the config says. */
  readonly diffId: Digest
  /** The bytes as they are stored, verified. */
  packed(options?: PlaceOptions): AsyncIterable<Uint8Array>
  /** The plain tar; the stored bytes are verified. */
  tar(options?: OpenLayerOptions): AsyncIterable<Uint8Array>
}

/** Anything that can answer these questions is an image; where its bytes lie does not matter. */
export interface Image {
  /** Names its manifest. */
  readonly descriptor: Descriptor
  /** Where manifest, config and layers can be read. */
  readonly source: Source
  manifest(options?: PlaceOptions): Promise<Manifest>
  config(options?: PlaceOptions): Promise<ImageConfig>
  /** Oldest first. */
  layers(options?: PlaceOptions): Promise<readonly Layer[]>
}

/**
 * An image in a place, named by the descriptor of its manifest. Nothing is read before a question is asked, and manifest
 * and config are read once.
 *
 * @throws OciError from its questions: `ERR_OCI_IMAGE_INVALID` where config and manifest disagree on the layers, `ERR_OCI_NOT_FOUND`, and
 * what parsing and verifying them throws
 */
export function imageAt(source: Source, descriptor: Descriptor, limits: ModelLimits = {}): Image {
  const manifest = once((options) => readManifest(source, descriptor, { ...options, limits }))
  const config = once(async (options) => readConfig(source, (await manifest(options)).config, { ...options, limits }))
  return {
    descriptor,
    source,
    manifest,
    config,
    async layers(options) {
      const { layers } = await manifest(options)
      const { diff_ids: diffIds } = (await config(options)).rootfs
      if (layers.length !== diffIds.length) {
        throw new OciError(
          'ERR_OCI_IMAGE_INVALID',
          `Reading the layers of ${descriptor.digest}: the manifest has ${layers.length}, the config ${diffIds.length} diff_ids; the image is broken, get it from another source`,
          { details: { digest: descriptor.digest, layers: layers.length, diffIds: diffIds.length } },
        )
      }
      return layers.flatMap((layer, at) => {
        const diffId = diffIds[at]
        return diffId === undefined ? [] : [layerAt(source, layer, diffId)]
      })
    },
  }
}

function layerAt(source: Source, descriptor: Descriptor, diffId: Digest): Layer {
  return {
    descriptor,
    diffId,
    packed: (options) => source.read(descriptor, options),
    tar: (options) => openLayer(source, descriptor, options),
  }
}

/** Answers from the first success; a failure is not kept, so that it may be tried again. */
function once<T>(read: (options: PlaceOptions) => Promise<T>): (options?: PlaceOptions) => Promise<T> {
  let kept: { readonly value: T } | undefined
  return async (options = {}) => {
    kept ??= { value: await read(options) }
    return kept.value
  }
}
