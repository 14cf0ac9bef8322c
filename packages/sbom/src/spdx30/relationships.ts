import type { Relationship, SbomDocument } from '../sbom-document.ts'
import { CREATION_INFO, componentIri, type Element, type Iri } from './graph.ts'
import type { LicenseElements } from './licenses.ts'
import { INDIVIDUALS, RELATIONSHIP_TYPES } from './vocabulary.ts'

/** The relationships of a document, and which licence each component has, as SPDX 3.0.1 Relationships. */
export function relationshipElements(document: SbomDocument, licenses: LicenseElements, iri: Iri): readonly Element[] {
  const elements: Element[] = []
  const add = (from: string, relationshipType: string, to: string, comment?: string): void => {
    elements.push({
      type: 'Relationship',
      spdxId: iri(`Relationship-${elements.length + 1}`),
      creationInfo: CREATION_INFO,
      ...(comment !== undefined && { comment }),
      from,
      relationshipType,
      to: [to],
    })
  }
  for (const { from, to, relationshipType, comment } of document.relationships.map((r) => translated(r, iri))) {
    add(from, relationshipType, to, comment)
  }
  for (const { id, licenseDeclared, licenseConcluded } of document.components) {
    const from = componentIri(iri, id)
    if (licenseDeclared) add(from, 'hasDeclaredLicense', licenses.iriOf(licenseDeclared))
    if (licenseConcluded) add(from, 'hasConcludedLicense', licenses.iriOf(licenseConcluded))
  }
  return elements
}

function translated(
  { from, type, to }: Relationship,
  iri: Iri,
): { readonly from: string; readonly to: string; readonly relationshipType: string; readonly comment?: string } {
  const known = RELATIONSHIP_TYPES.get(type)
  const ends = [end(from, iri), end(to, iri)] as const
  // `from` has to be an element of its own: SPDX 3.0.1, Core/Classes/Relationship.
  const reversed = known?.reversed === true && to !== 'NONE' && to !== 'NOASSERTION'
  if (known === undefined || (known.reversed && !reversed)) {
    return { from: ends[0], to: ends[1], relationshipType: 'other', comment: type }
  }
  return reversed
    ? { from: ends[1], to: ends[0], relationshipType: known.type }
    : { from: ends[0], to: ends[1], relationshipType: known.type }
}

function end(id: string, iri: Iri): string {
  return id === 'NONE' || id === 'NOASSERTION' ? INDIVIDUALS.element[id] : componentIri(iri, id)
}
