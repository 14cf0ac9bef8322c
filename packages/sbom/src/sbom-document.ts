import type { Agent, Component } from './component.ts'

/**
 * How two components are related, in SPDX 2.3's words (§11.1): `from CONTAINS to`, `from GENERATED_FROM to`,
 * `from DEPENDS_ON to`, `index VARIANT_OF image` …
 */
export type RelationshipType =
  | 'CONTAINS'
  | 'CONTAINED_BY'
  | 'DEPENDS_ON'
  | 'DEPENDENCY_OF'
  | 'DESCRIBED_BY'
  | 'GENERATED_FROM'
  | 'GENERATES'
  | 'VARIANT_OF'
  | 'OTHER'
  | (string & {})

/** A directed statement about two components, each named by its `id`. */
export interface Relationship {
  readonly from: string
  readonly type: RelationshipType
  readonly to: string
}

/** The text of a licence that has no SPDX identifier: SPDX 2.3 §10. `id` starts with `LicenseRef-`. */
export interface ExtractedLicense {
  readonly id: string
  readonly text: string
  readonly name?: string
}

/**
 * The one component model behind every document that is written: SPDX 2.3, SPDX 3.0.1 and CycloneDX say the same things
 * of it. Plain JSON data. Order is kept: components and relationships are written as they stand here.
 *
 * - `name`: of the document, such as `sbom-sha256:…`.
 * - `namespace`: an absolute URI that no other document has (SPDX 2.3 §6.5); {@link documentNamespace} derives one.
 * - `created`: RFC 3339 in UTC to the second, such as `2024-01-01T00:00:00Z`; {@link formatCreated} makes one.
 * - `creators`: who made the document, at least one (SPDX 2.3 §6.8).
 * - `describes`: ids of the components that the document is about.
 */
export interface SbomDocument {
  readonly name: string
  readonly namespace: string
  readonly created: string
  readonly creators: readonly Agent[]
  readonly licenseListVersion?: string
  readonly describes: readonly string[]
  readonly components: readonly Component[]
  readonly relationships: readonly Relationship[]
  readonly licenses: readonly ExtractedLicense[]
}

/** Any JSON value. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue }

/** The names of the formats that documents are written in, as `built.sbom(arch, format)` takes them. */
export type SbomFormat = 'spdx-2.3' | 'spdx-3.0' | 'cyclonedx-1.6' | 'cyclonedx-1.7'

/** A written document: its JSON value, and its one canonical text (two spaces, newline at the end, UTF-8). */
export interface WrittenSbom {
  readonly format: SbomFormat
  /** IANA media type, such as `application/spdx+json`. */
  readonly mediaType: string
  /** The usual end of a file name, such as `.spdx.json`. */
  readonly extension: string
  /** What an in-toto statement calls a predicate of this format. */
  readonly predicateType: string
  readonly value: { readonly [key: string]: JsonValue }
  readonly text: string
}
