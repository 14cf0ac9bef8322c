import type { Models } from '@cyclonedx/cyclonedx-library'
import type { WrittenSbom } from '../sbom-document.ts'
import type { CycloneDxLibrary } from './library.ts'
import type { CycloneDxVersion } from './write.ts'

/** The JSON value of a BOM in one version of CycloneDX; lists stay in the order that they were filled in. */
export function serializeBom(
  bom: Models.Bom,
  version: CycloneDxVersion,
  library: CycloneDxLibrary,
): WrittenSbom['value'] {
  const { Serialize, Spec } = library
  const spec = version === '1.6' ? Spec.Spec1dot6 : Spec.Spec1dot7
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(spec))
  return JSON.parse(serializer.serialize(bom, { sortLists: false })) as WrittenSbom['value']
}
