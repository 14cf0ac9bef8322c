import { digestOf } from '@nacre/archive'
import type { Descriptor } from '../model/descriptor.ts'
import { encodeConfig, encodeManifest } from '../model/encode.ts'
import type { History, ImageConfig } from '../model/image-config.ts'
import type { Manifest } from '../model/manifest.ts'
import { asOciType, mediaTypes } from '../model/media-type.ts'
import { memoryPlace } from '../places/memory-place.ts'
import { overlay } from '../places/overlay.ts'
import type { PlaceOptions, Source } from '../places/place.ts'
import type { NewLayer } from './create-layer.ts'
import { type Image, imageAt } from './image.ts'

/** Changes of {@link appendLayers} beside the layers. */
export interface ImageChanges extends PlaceOptions {
  /** Gives the new config from the one with the layers added. */
  readonly config?: (config: ImageConfig) => ImageConfig
  /** Added to the manifest's; an empty text takes one away. */
  readonly annotations?: Readonly<Record<string, string>>
}

/**
 * A new image: the base with layers on top. Of the base only manifest and config are read; its layers stay where they are.
 * A Docker schema 2 base gives an OCI image with the same layers.
 *
 * @throws OciError what reading manifest and config of the base throws
 */
export async function appendLayers(
  base: Image,
  layers: readonly NewLayer[],
  changes: ImageChanges = {},
): Promise<Image> {
  const verb = changes.signal === undefined ? {} : { signal: changes.signal }
  const manifest = await base.manifest(verb)
  const config = await base.config(verb)
  const added: History[] = layers.map(({ history }) => history ?? {})
  const extended: ImageConfig = {
    ...config,
    // A history that tells of some layers only would be read as telling of the wrong ones.
    ...(config.history === undefined && config.rootfs.diff_ids.length > 0
      ? {}
      : { history: [...(config.history ?? []), ...added] }),
    rootfs: { type: 'layers', diff_ids: [...config.rootfs.diff_ids, ...layers.map(({ diffId }) => diffId)] },
  }
  return composeImage(
    {
      manifest: { ...manifest, layers: [...manifest.layers, ...layers.map(({ descriptor }) => descriptor)] },
      config: changes.config?.(extended) ?? extended,
      ...(changes.annotations === undefined ? {} : { annotations: changes.annotations }),
    },
    layers,
    base.source,
  )
}

/** What an image is put together from. */
export interface Composition {
  readonly manifest: Manifest
  readonly config: ImageConfig
  readonly annotations?: Readonly<Record<string, string>>
}

/** An OCI image of documents in memory, new layers, and layers that stay in other places. */
export function composeImage(parts: Composition, layers: readonly NewLayer[], ...below: readonly Source[]): Image {
  const memory = memoryPlace()
  for (const { descriptor, open } of layers) if (open !== undefined) memory.put(descriptor, open)
  const config = encodeConfig(parts.config)
  const configDescriptor: Descriptor = {
    mediaType: mediaTypes.ociConfig,
    size: config.length,
    digest: digestOf(config),
  }
  memory.put(configDescriptor, () => config)
  const merged = { ...parts.manifest.annotations, ...parts.annotations }
  const annotations = Object.fromEntries(Object.entries(merged).filter(([, text]) => text !== ''))
  const manifest = encodeManifest({
    ...parts.manifest,
    mediaType: mediaTypes.ociManifest,
    config: configDescriptor,
    layers: parts.manifest.layers.map((layer) => ({ ...layer, mediaType: asOciType(layer.mediaType) })),
    annotations,
  })
  const descriptor: Descriptor = {
    mediaType: mediaTypes.ociManifest,
    size: manifest.length,
    digest: digestOf(manifest),
    platform: platformOf(parts.config),
  }
  memory.put(descriptor, () => manifest)
  return imageAt(overlay(memory, ...below), descriptor)
}

function platformOf(config: ImageConfig): NonNullable<Descriptor['platform']> {
  const { architecture, os, variant } = config
  const version = config['os.version']
  const features = config['os.features']
  return {
    architecture,
    os,
    ...(version === undefined ? {} : { 'os.version': version }),
    ...(features === undefined ? {} : { 'os.features': features }),
    ...(variant === undefined ? {} : { variant }),
  }
}
