import type { Descriptor } from './descriptor.ts'
import type { ImageConfig } from './image-config.ts'
import type { ImageIndex, Manifest } from './manifest.ts'
import { configShape, descriptorShape, indexShape, manifestShape } from './shapes.ts'

const utf8 = new TextEncoder()

/**
 * Canonical bytes of an image manifest: compact JSON, fields in the order of go-containerregistry's struct, map keys
 * sorted, `<>&` escaped as Go's encoder does, empty fields left out, no newline at the end.
 */
export function encodeManifest(manifest: Manifest): Uint8Array {
  return utf8.encode(manifestShape.write(manifest))
}

/** Canonical bytes of an image index; same rules as {@link encodeManifest}. */
export function encodeIndex(index: ImageIndex): Uint8Array {
  return utf8.encode(indexShape.write(index))
}

/** Canonical bytes of an image configuration; same rules as {@link encodeManifest}. */
export function encodeConfig(config: ImageConfig): Uint8Array {
  return utf8.encode(configShape.write(config))
}

/** Canonical bytes of one descriptor; same rules as {@link encodeManifest}. */
export function encodeDescriptor(descriptor: Descriptor): Uint8Array {
  return utf8.encode(descriptorShape.write(descriptor))
}
