import type { SbomFormat } from './sbom-document.ts'

/**
 * The `predicateType` of an in-toto statement whose predicate is a document of each format: in-toto attestation
 * predicates `spdx`, `spdx3` and `cyclonedx`; those of SPDX 2 and CycloneDX are what cosign verifies by (`--type spdxjson`, `--type cyclonedx`).
 */
export const PREDICATE_TYPES: Readonly<Record<SbomFormat, string>> = Object.freeze({
  'spdx-2.3': 'https://spdx.dev/Document',
  'spdx-3.0': 'https://spdx.dev/Document/v3',
  'cyclonedx-1.6': 'https://cyclonedx.org/bom',
  'cyclonedx-1.7': 'https://cyclonedx.org/bom',
})
