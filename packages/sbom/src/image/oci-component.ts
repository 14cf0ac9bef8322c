import type { Agent, Component } from '../component.ts'

/** Media types of OCI image-spec v1.1. */
export const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json'
/** Media type of an image index: OCI image-spec v1.1. */
export const INDEX_TYPE = 'application/vnd.oci.image.index.v1+json'

/** What images, indexes and layers have in common as components. */
export function ociComponent(
  parts: Pick<Component, 'id' | 'kind' | 'name'> & Partial<Component> & { readonly purl: string },
  supplier: Agent | 'NOASSERTION',
): Component {
  const { purl, ...component } = parts
  return {
    ...component,
    downloadLocation: 'NOASSERTION',
    supplier,
    purpose: 'CONTAINER',
    references: [{ category: 'PACKAGE-MANAGER', type: 'purl', locator: purl }],
  }
}

/** The checksum that a digest is: `sha256:…` → `SHA256`. */
export function checksumOf(digest: string): { readonly algorithm: string; readonly value: string } {
  const colon = digest.indexOf(':')
  return { algorithm: digest.slice(0, colon).toUpperCase(), value: digest.slice(colon + 1) }
}
