/** What a component is. Decides the CycloneDX type and the SPDX 3.0 class; `purpose` is what SPDX says of it. */
export type ComponentKind = 'image' | 'index' | 'layer' | 'os' | 'apk' | 'package' | 'source' | 'file'

/**
 * SPDX 2.3 §7.24, primary package purpose. Documents met in the wild say other things too, which a reader keeps as
 * they are until `repairDocument` replaces them.
 */
export type Purpose =
  | 'APPLICATION'
  | 'FRAMEWORK'
  | 'LIBRARY'
  | 'CONTAINER'
  | 'OPERATING_SYSTEM'
  | 'DEVICE'
  | 'FIRMWARE'
  | 'SOURCE'
  | 'ARCHIVE'
  | 'FILE'
  | 'INSTALL'
  | 'OTHER'
  | (string & {})

/** SPDX 2.3 §7.10, checksum algorithms under the names SPDX gives them. */
export type ChecksumAlgorithm =
  | 'SHA1'
  | 'SHA224'
  | 'SHA256'
  | 'SHA384'
  | 'SHA512'
  | 'SHA3-256'
  | 'SHA3-384'
  | 'SHA3-512'
  | 'BLAKE2b-256'
  | 'BLAKE2b-384'
  | 'BLAKE2b-512'
  | 'BLAKE3'
  | 'MD2'
  | 'MD4'
  | 'MD5'
  | 'MD6'
  | 'ADLER32'
  | (string & {})

/** A digest of a component's bytes: `value` is lower-case hexadecimal. */
export interface Checksum {
  readonly algorithm: ChecksumAlgorithm
  readonly value: string
}

/** Who supplied, originated or wrote something: SPDX 2.3 §7.5, §7.6, §6.8. `unknown` keeps text of no known form. */
export interface Agent {
  readonly type: 'organization' | 'person' | 'tool' | 'unknown'
  readonly name: string
  readonly email?: string
}

/**
 * A pointer out of the document: SPDX 2.3 §7.21. `category` is `PACKAGE-MANAGER`, `SECURITY`, `PERSISTENT-ID` or
 * `OTHER`; `type` is `purl`, `cpe23Type`, `swh`, `website` …
 */
export interface ExternalReference {
  readonly category: string
  readonly type: string
  readonly locator: string
}

/**
 * One thing that a document speaks of: an image, a layer, the operating system, a package, its source, a file.
 *
 * - `id`: unique in the document, of `A-Z a-z 0-9 . -` (SPDX 2.3 §3.2): the SPDX identifier without `SPDXRef-`, and the
 *   CycloneDX `bom-ref`. {@link spdxIdentifier} makes one of any text.
 * - `licenseDeclared`, `licenseConcluded`: an SPDX expression, `NOASSERTION` or `NONE`; {@link licenseExpression} makes
 *   one of any text. Absent: nothing is said.
 * - `supplier`, `originator`: an {@link Agent}, or the text `NOASSERTION`.
 * - `downloadLocation`: a URL, `NOASSERTION` (the default) or `NONE`.
 * - `homepage`: a URL.
 * - `references`: external references in order; a purl is the one of type `purl`.
 * - `path`: of kind `file` only: absolute path in the image, such as `/etc/passwd`.
 * - `sourceInfo`, `copyright`, `attribution`: SPDX 2.3 §7.12, §7.17, §7.23.
 */
export interface Component {
  readonly id: string
  readonly kind: ComponentKind
  readonly name: string
  readonly version?: string
  readonly description?: string
  readonly purpose?: Purpose
  readonly licenseDeclared?: string
  readonly licenseConcluded?: string
  readonly copyright?: string
  readonly attribution?: string
  readonly supplier?: Agent | 'NOASSERTION'
  readonly originator?: Agent | 'NOASSERTION'
  readonly sourceInfo?: string
  readonly downloadLocation?: string
  readonly homepage?: string
  readonly checksums?: readonly Checksum[]
  readonly references?: readonly ExternalReference[]
  readonly path?: string
}

/** The reference of type `purl` of a component, or undefined: SPDX 2.3 §7.21, Annex F.3.5. */
export function purlOf(component: Component): string | undefined {
  return component.references?.find((reference) => reference.type === 'purl')?.locator
}
