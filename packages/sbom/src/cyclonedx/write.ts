import { canonicalJson } from '../canonical-json.ts'
import { PREDICATE_TYPES } from '../predicate-type.ts'
import type { SbomDocument, WrittenSbom } from '../sbom-document.ts'
import { toBom } from './bom.ts'
import { loadLibrary } from './library.ts'
import { serializeBom } from './serialize.ts'

/** The versions of CycloneDX that are written. */
export type CycloneDxVersion = '1.6' | '1.7'

/**
 * Writes CycloneDX JSON (ECMA-424), version 1.6 unless told otherwise. The component that the document describes is
 * `metadata.component`; what one component CONTAINS or DEPENDS_ON is in the dependency graph. The serial number is a UUID
 * of the document's namespace, name and subject. What CycloneDX has no member for (concluded licences, further checksums, relationships of
 * other types …) is in properties whose names start with `nacre:`.
 */
export async function writeCycloneDx(
  document: SbomDocument,
  options: { readonly version?: CycloneDxVersion } = {},
): Promise<WrittenSbom> {
  const version = options.version ?? '1.6'
  const library = await loadLibrary()
  const value = serializeBom(toBom(document, library), version, library)
  return {
    format: `cyclonedx-${version}`,
    mediaType: `application/vnd.cyclonedx+json; version=${version}`,
    extension: '.cdx.json',
    predicateType: PREDICATE_TYPES[`cyclonedx-${version}`],
    value,
    text: canonicalJson(value),
  }
}
