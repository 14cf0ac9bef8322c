import type { Agent } from '../component.ts'
import { apkoOciPurl, type OciPurlParts, ociPurl } from '../purl/oci-purl.ts'

/** The choices in which documents about images differ, as data. */
export interface DocumentShape {
  /** A constant namespace for every document, or undefined: one derived from the document's digest. */
  readonly namespace?: string
  readonly licenseListVersion: string
  readonly imageDescription: string
  readonly layerDescription: string
  readonly indexSourceInfo?: string
  /** Supplier of everything in the document of an index. */
  readonly indexSupplier: Agent | 'NOASSERTION'
  /** Start of the identifier that an image has in the document of its index. */
  readonly imageIdInIndex: 'Package-' | 'Package-Image-'
  readonly ociPurl: (parts: OciPurlParts) => string
  /** `embedded`: a package without an SBOM of its own does not appear. `all`: every package does. */
  readonly packages: 'embedded' | 'all'
  /** See {@link MergeEmbeddedOptions.fidelity}. */
  readonly fidelity: 'valid' | 'verbatim'
}

/** Every package appears, every document has a namespace of its own, and every document is valid. */
export const NACRE_SHAPE: DocumentShape = Object.freeze({
  licenseListVersion: '3.27',
  imageDescription: 'Container image',
  layerDescription: 'Container image layer',
  indexSupplier: 'NOASSERTION',
  imageIdInIndex: 'Package-Image-',
  ociPurl,
  packages: 'all',
  fidelity: 'valid',
})

/** What apko 1.2 writes, byte for byte, apart from the creators. Written with `attribution: 'attributionText'`. */
export const APKO_SHAPE: DocumentShape = Object.freeze({
  namespace: 'https://spdx.org/spdxdocs/apko/',
  licenseListVersion: '3.27',
  imageDescription: 'apko container image',
  layerDescription: 'apko operating system layer',
  indexSourceInfo: 'Generated at image build time by apko',
  indexSupplier: Object.freeze({ type: 'organization', name: 'Chainguard, Inc.' }),
  imageIdInIndex: 'Package-',
  ociPurl: apkoOciPurl,
  packages: 'embedded',
  fidelity: 'verbatim',
})
