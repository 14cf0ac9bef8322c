import type { Component } from '../component.ts'
import type { Relationship, SbomDocument } from '../sbom-document.ts'

/** The part of a document that speaks of what it describes. */
export interface DescribedPart {
  /** Ids of the components that the document describes and holds, in the order of its components. */
  readonly described: readonly string[]
  readonly components: readonly Component[]
  readonly relationships: readonly Relationship[]
  /** Ids that relationships lead to and that the document does not hold. */
  readonly missing: readonly string[]
}

/**
 * What a document describes, and everything that can be reached from it by relationships; files are left behind. Takes
 * time in proportion to the document, whatever cycles it has.
 */
export function describedPart(document: SbomDocument): DescribedPart {
  const packages = document.components.filter((component) => component.kind !== 'file')
  const describes = new Set(document.describes)
  const described = [...new Set(packages.map(({ id }) => id).filter((id) => describes.has(id)))]
  const outgoing = Map.groupBy(document.relationships.filter(toNoFile), ({ from }) => from)
  const reached = new Set(described)
  // A set is walked in the order of insertion, and what is added on the way is walked too.
  for (const id of reached) for (const { to } of outgoing.get(id) ?? []) reached.add(to)
  const held = new Set(packages.map(({ id }) => id))
  return {
    described,
    components: packages.filter(({ id }) => reached.has(id)),
    relationships: document.relationships.filter((relation) => reached.has(relation.from) && toNoFile(relation)),
    missing: [...reached].filter((id) => !held.has(id)),
  }
}

/** apko and melange know files of a document by their identifiers. */
function toNoFile(relationship: Relationship): boolean {
  return !relationship.to.startsWith('File-')
}
