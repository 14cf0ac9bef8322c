import { encodeConfig, encodeManifest, type Manifest, type MemoryPlace, mediaTypes } from '@nacre/oci/layout'
import type { Architecture } from '../architecture.ts'
import { annotationsOf, labelsOf } from '../image/annotations.ts'
import { descriptorOf } from '../image/descriptor.ts'
import { imageConfig } from '../image/image-config.ts'
import { builtLayer } from '../layer/built-layer.ts'
import type { Plan } from '../plan/plan.ts'
import type { BuildContext } from './build-context.ts'
import type { ArchitectureImage } from './built-image.ts'
import { findOrPackImage } from './pack-image.ts'

/** Builds the image of one architecture and places its manifest, config and layers. */
export async function buildArchitecture(
  plan: Plan,
  architecture: Architecture,
  context: BuildContext,
  place: MemoryPlace,
): Promise<ArchitectureImage> {
  const { definition } = plan
  const { image, tree } = await findOrPackImage(plan, architecture, context)
  const { epoch, runAs } = image
  const layers = image.layers.map((layer, position) => builtLayer(layer, position, tree, context))
  const annotations = annotationsOf(definition, epoch, context.profile)
  const base = await context.bases(architecture)

  const config = imageConfig({
    definition,
    architecture,
    diffIds: layers.map((layer) => layer.diffId),
    epoch,
    labels: labelsOf(definition, annotations.manifest, context.profile),
    ...(runAs === undefined ? {} : { runAs }),
    ...(base && { base: base.config, inherits: context.profile.baseConfig === 'inherited' }),
  })
  const configBytes = encodeConfig(config)
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    config: descriptorOf(mediaTypes.ociConfig, configBytes),
    layers: [...(base?.manifest.layers ?? []), ...layers.map((layer) => layer.descriptor)],
    annotations: annotations.manifest,
  }
  const manifestBytes = encodeManifest(manifest)
  const descriptor = { ...descriptorOf(mediaTypes.ociManifest, manifestBytes), platform: architecture.platform }

  for (const layer of (await base?.image.layers()) ?? []) place.put(layer.descriptor, () => layer.packed())
  for (const layer of layers) place.put(layer.descriptor, layer.open, layer.copyTo)
  place.put(manifest.config, () => configBytes)
  place.put(descriptor, () => manifestBytes)
  context.onEvent?.({
    kind: 'image',
    arch: architecture.apk,
    digest: descriptor.digest,
    layers: layers.length,
    size: layers.reduce((sum, { size }) => sum + size, 0),
  })
  return {
    architecture,
    descriptor,
    digest: descriptor.digest,
    config,
    layers,
    epoch,
    get packages() {
      return tree.made.packages
    },
    get rootfs() {
      return tree.made.rootfs
    },
    readTree: async () => {
      await tree.read()
    },
  }
}
