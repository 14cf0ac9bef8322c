import { spdxIdentifier } from '../identifier.ts'

/** The identifier of an image in its own document. */
export function imageId(digest: string): string {
  return `Package-Image-${spdxIdentifier(digest)}`
}

/** The identifier of a layer. */
export function layerId(digest: string): string {
  return `Package-ImageLayer-${spdxIdentifier(digest)}`
}
