export { isOciError, OciError, type OciErrorCode, type OciErrorOptions } from './error.ts'
export type { Descriptor, Platform } from './model/descriptor.ts'
export { type Digest, type DigestAlgorithm, isDigest, parseDigest } from './model/digest.ts'
export { encodeConfig, encodeDescriptor, encodeIndex, encodeManifest } from './model/encode.ts'
export type { Fault, ModelLimits } from './model/fault.ts'
export type { ContainerConfig, HealthCheck, History, ImageConfig, RootFs } from './model/image-config.ts'
export type { ImageIndex, Manifest } from './model/manifest.ts'
export {
  isConfigType,
  isForeignLayerType,
  isIndexType,
  isManifestOrIndexType,
  isManifestType,
  type LayerCompression,
  layerCompression,
  mediaTypes,
} from './model/media-type.ts'
export { type ParseOptions, parseConfig, parseDescriptor, parseIndex, parseManifest } from './model/parse.ts'
export { formatPlatform, matchesPlatform, parsePlatform } from './model/platform.ts'
export type { Place, PlaceOptions, Referrers, ReferrersOptions, Source, WriteOptions } from './places/place.ts'
