/** Media types of OCI image-spec v1.1 (media-types.md) and of Docker image manifest v2 schema 2. */
export const mediaTypes: {
  readonly ociManifest: 'application/vnd.oci.image.manifest.v1+json'
  readonly ociIndex: 'application/vnd.oci.image.index.v1+json'
  readonly ociConfig: 'application/vnd.oci.image.config.v1+json'
  readonly ociEmpty: 'application/vnd.oci.empty.v1+json'
  readonly ociLayer: 'application/vnd.oci.image.layer.v1.tar'
  readonly ociLayerGzip: 'application/vnd.oci.image.layer.v1.tar+gzip'
  readonly ociLayerZstd: 'application/vnd.oci.image.layer.v1.tar+zstd'
  readonly dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json'
  readonly dockerManifestList: 'application/vnd.docker.distribution.manifest.list.v2+json'
  readonly dockerConfig: 'application/vnd.docker.container.image.v1+json'
  readonly dockerLayer: 'application/vnd.docker.image.rootfs.diff.tar'
  readonly dockerLayerGzip: 'application/vnd.docker.image.rootfs.diff.tar.gzip'
  readonly dockerForeignLayer: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip'
} = {
  ociManifest: 'application/vnd.oci.image.manifest.v1+json',
  ociIndex: 'application/vnd.oci.image.index.v1+json',
  ociConfig: 'application/vnd.oci.image.config.v1+json',
  ociEmpty: 'application/vnd.oci.empty.v1+json',
  ociLayer: 'application/vnd.oci.image.layer.v1.tar',
  ociLayerGzip: 'application/vnd.oci.image.layer.v1.tar+gzip',
  ociLayerZstd: 'application/vnd.oci.image.layer.v1.tar+zstd',
  dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json',
  dockerManifestList: 'application/vnd.docker.distribution.manifest.list.v2+json',
  dockerConfig: 'application/vnd.docker.container.image.v1+json',
  dockerLayer: 'application/vnd.docker.image.rootfs.diff.tar',
  dockerLayerGzip: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
  dockerForeignLayer: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
}

/** How the tar of a layer is packed. */
export type LayerCompression = 'gzip' | 'zstd' | 'none'

/** True for the media types of an image manifest (OCI or Docker schema 2). */
export function isManifestType(mediaType: string): boolean {
  return mediaType === mediaTypes.ociManifest || mediaType === mediaTypes.dockerManifest
}

/** True for the media types of an index (OCI) or a manifest list (Docker). */
export function isIndexType(mediaType: string): boolean {
  return mediaType === mediaTypes.ociIndex || mediaType === mediaTypes.dockerManifestList
}

/** True for what a registry keeps under `/manifests/`: image manifests and indexes. Everything else is a blob. */
export function isManifestOrIndexType(mediaType: string): boolean {
  return isManifestType(mediaType) || isIndexType(mediaType)
}

/** True for the media types of an image configuration. */
export function isConfigType(mediaType: string): boolean {
  return mediaType === mediaTypes.ociConfig || mediaType === mediaTypes.dockerConfig
}

/** Layers that registries may not store: they are fetched from `urls` (image-spec v1.1, layer.md, "Non-Distributable Layers"). */
export function isForeignLayerType(mediaType: string): boolean {
  return (
    mediaType === mediaTypes.dockerForeignLayer ||
    mediaType.startsWith('application/vnd.oci.image.layer.nondistributable.v1.tar')
  )
}

/** Compression that a layer's media type announces, or undefined when it is no layer that nacre knows. */
export function layerCompression(mediaType: string): LayerCompression | undefined {
  switch (mediaType) {
    case mediaTypes.ociLayer:
    case mediaTypes.dockerLayer:
    case 'application/vnd.oci.image.layer.nondistributable.v1.tar':
      return 'none'
    case mediaTypes.ociLayerGzip:
    case mediaTypes.dockerLayerGzip:
    case mediaTypes.dockerForeignLayer:
    case 'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip':
      return 'gzip'
    case mediaTypes.ociLayerZstd:
    case 'application/vnd.docker.image.rootfs.diff.tar.zstd':
    case 'application/vnd.oci.image.layer.nondistributable.v1.tar+zstd':
      return 'zstd'
    default:
      return undefined
  }
}

const ociEquivalents: Readonly<Record<string, string>> = {
  [mediaTypes.dockerManifest]: mediaTypes.ociManifest,
  [mediaTypes.dockerManifestList]: mediaTypes.ociIndex,
  [mediaTypes.dockerConfig]: mediaTypes.ociConfig,
  [mediaTypes.dockerLayer]: mediaTypes.ociLayer,
  [mediaTypes.dockerLayerGzip]: mediaTypes.ociLayerGzip,
  'application/vnd.docker.image.rootfs.diff.tar.zstd': mediaTypes.ociLayerZstd,
  [mediaTypes.dockerForeignLayer]: 'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip',
}

/** The OCI media type for the same content (image-spec v1.1, media-types.md, "Compatibility Matrix"); others stay. */
export function asOciType(mediaType: string): string {
  return ociEquivalents[mediaType] ?? mediaType
}
