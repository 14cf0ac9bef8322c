import { canonicalJson } from '../canonical-json.ts'
import { PREDICATE_TYPES } from '../predicate-type.ts'
import type { SbomDocument, WrittenSbom } from '../sbom-document.ts'
import { agentElements } from './agents.ts'
import { componentElement } from './component.ts'
import { CREATION_INFO, componentIri, iriOf } from './graph.ts'
import { licenseElements } from './licenses.ts'
import { relationshipElements } from './relationships.ts'

/**
 * Writes SPDX 3.0.1 JSON-LD (https://spdx.github.io/spdx-spec/v3.0.1/), profiles core, software and simpleLicensing: an
 * SpdxDocument whose root is a `software_Sbom` of type `build`, which holds the components. Elements are called by the
 * document's namespace, `#`, a local name; nothing in it is random.
 */
export function writeSpdx30(document: SbomDocument): WrittenSbom {
  const iri = iriOf(document.namespace)
  const agents = agentElements(document, iri)
  const licenses = licenseElements(document, iri)
  const components = document.components.map((component) => componentElement(component, agents, iri))
  const relationships = relationshipElements(document, licenses, iri)
  const sbom = iri('Sbom')
  const inside = [...components, ...agents.elements, ...licenses.elements, ...relationships]
  const value = {
    '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld',
    '@graph': [
      {
        '@id': CREATION_INFO,
        type: 'CreationInfo',
        specVersion: '3.0.1',
        created: document.created,
        createdBy: agents.createdBy,
        ...(agents.createdUsing.length > 0 && { createdUsing: agents.createdUsing }),
      },
      {
        type: 'SpdxDocument',
        spdxId: iri('SPDXRef-DOCUMENT'),
        creationInfo: CREATION_INFO,
        name: document.name,
        dataLicense: 'https://spdx.org/licenses/CC0-1.0',
        profileConformance: ['core', 'software', 'simpleLicensing'],
        rootElement: [sbom],
        element: [sbom, ...inside.map(({ spdxId }) => spdxId ?? '')],
      },
      {
        type: 'software_Sbom',
        spdxId: sbom,
        creationInfo: CREATION_INFO,
        rootElement: document.describes.map((id) => componentIri(iri, id)),
        element: components.map(({ spdxId }) => spdxId ?? ''),
        software_sbomType: ['build'],
      },
      ...inside,
    ],
  }
  return {
    format: 'spdx-3.0',
    mediaType: 'application/spdx+json',
    extension: '.spdx3.json',
    predicateType: PREDICATE_TYPES['spdx-3.0'],
    value,
    text: canonicalJson(value),
  }
}
