import { canonicalJson } from '../canonical-json.ts'
import { PREDICATE_TYPES } from '../predicate-type.ts'
import type { SbomDocument, WrittenSbom } from '../sbom-document.ts'
import { type Spdx23Shape, toSpdx23 } from './from-model.ts'

/**
 * Writes SPDX 2.3 JSON (https://spdx.github.io/spdx-spec/v2.3/). Members stand in the order that apko and melange give
 * them, components and relationships in the model's order, empty members are left out: a document of apko's shape comes
 * out with apko's bytes. A component that CONTAINS files is written with `filesAnalyzed` and its package verification
 * code (§7.9); its files need a SHA1 for that (§8.4).
 *
 * Writes what the model says and repairs nothing: {@link repairDocument} makes a valid document of one read elsewhere.
 */
export function writeSpdx23(document: SbomDocument, shape: Spdx23Shape = {}): WrittenSbom {
  const value = toSpdx23(document, shape)
  return {
    format: 'spdx-2.3',
    mediaType: 'application/spdx+json',
    extension: '.spdx.json',
    predicateType: PREDICATE_TYPES['spdx-2.3'],
    value,
    text: canonicalJson(value),
  }
}
