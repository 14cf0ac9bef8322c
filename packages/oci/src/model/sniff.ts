import { isManifestOrIndexType, mediaTypes } from './media-type.ts'

/**
 * Media type of a manifest or index from its content: its `mediaType` field, or else its shape. Undefined when it is
 * neither (image-spec v1.1 leaves `mediaType` optional in both).
 */
export function sniffMediaType(bytes: Uint8Array): string | undefined {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null || !('schemaVersion' in value) || value.schemaVersion !== 2) {
    return undefined
  }
  if ('mediaType' in value && typeof value.mediaType === 'string') {
    return isManifestOrIndexType(value.mediaType) ? value.mediaType : undefined
  }
  if ('manifests' in value) return mediaTypes.ociIndex
  return 'config' in value && 'layers' in value ? mediaTypes.ociManifest : undefined
}
