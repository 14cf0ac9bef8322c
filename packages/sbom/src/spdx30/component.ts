import type { Component, ExternalReference } from '../component.ts'
import { purlOf } from '../component.ts'
import type { AgentElements } from './agents.ts'
import { CREATION_INFO, componentIri, type Element, type Iri } from './graph.ts'
import { HASH_ALGORITHMS, IDENTIFIER_TYPES, PURPOSES, REFERENCE_TYPES } from './vocabulary.ts'

/** A component as SPDX 3.0.1, Software/Classes/Package, or File. */
export function componentElement(component: Component, agents: AgentElements, iri: Iri): Element {
  const { references = [], checksums = [] } = component
  const purl = purlOf(component)
  const originator = agents.iriOf(component.originator)
  const supplier = agents.iriOf(component.supplier)
  const identifiers = references.filter(({ type }) => IDENTIFIER_TYPES.has(type))
  const others = references.filter(({ type }) => !IDENTIFIER_TYPES.has(type))
  const isFile = component.kind === 'file'
  return {
    type: isFile ? 'software_File' : 'software_Package',
    spdxId: componentIri(iri, component.id),
    creationInfo: CREATION_INFO,
    name: component.name,
    ...(component.description ? { description: component.description } : undefined),
    ...(identifiers.length > 0 ? { externalIdentifier: identifiers.map(toIdentifier) } : undefined),
    ...(others.length > 0 ? { externalRef: others.map(toReference) } : undefined),
    ...(checksums.length > 0
      ? {
          verifiedUsing: checksums.map(({ algorithm, value }) => ({
            type: 'Hash',
            algorithm: HASH_ALGORITHMS.get(algorithm) ?? 'other',
            hashValue: value,
          })),
        }
      : undefined),
    ...(originator !== undefined && { originatedBy: [originator] }),
    ...(supplier !== undefined && { suppliedBy: supplier }),
    ...(component.attribution ? { software_attributionText: [component.attribution] } : undefined),
    ...(component.copyright ? { software_copyrightText: component.copyright } : undefined),
    ...(component.purpose ? { software_primaryPurpose: PURPOSES.get(component.purpose) ?? 'other' } : undefined),
    ...(isFile ? { software_fileKind: 'file' } : packageMembers(component, purl)),
  }
}

function packageMembers(component: Component, purl: string | undefined): Partial<Element> {
  const { downloadLocation, homepage, version, sourceInfo } = component
  const located = downloadLocation && downloadLocation !== 'NOASSERTION' && downloadLocation !== 'NONE'
  return {
    ...(located ? { software_downloadLocation: downloadLocation } : undefined),
    ...(homepage ? { software_homePage: homepage } : undefined),
    ...(purl === undefined ? undefined : { software_packageUrl: purl }),
    ...(version ? { software_packageVersion: version } : undefined),
    ...(sourceInfo ? { software_sourceInfo: sourceInfo } : undefined),
  }
}

function toIdentifier({ type, locator }: ExternalReference): Element {
  return {
    type: 'ExternalIdentifier',
    externalIdentifierType: IDENTIFIER_TYPES.get(type) ?? 'other',
    identifier: locator,
  }
}

function toReference({ category, type, locator }: ExternalReference): Element {
  const known = REFERENCE_TYPES.get(type) ?? (category === 'SECURITY' ? 'securityOther' : 'other')
  return {
    type: 'ExternalRef',
    externalRefType: known,
    locator: [locator],
    ...(known === 'other' ? { comment: type } : undefined),
  }
}
