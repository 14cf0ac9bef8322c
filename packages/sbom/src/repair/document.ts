import type { Component } from '../component.ts'
import { isIdentifier, spdxIdentifier } from '../identifier.ts'
import type { Relationship, SbomDocument } from '../sbom-document.ts'
import { collectWarnings, quoted, type SbomWarning, type Warn } from '../warning.ts'
import { repairComponent } from './component.ts'
import { repairLicenses } from './licenses.ts'
import { isRelationshipType } from './relationship-type.ts'

/** At most so many warnings of one document; one more says how many were left out. */
const MOST_WARNINGS = 50

/** SPDX 2.3 §6.3 and §11.1: identifiers that mean the document, nothing, and no statement. */
const RESERVED: ReadonlySet<string> = new Set(['DOCUMENT', 'NONE', 'NOASSERTION'])

/**
 * Makes a valid document of one that another program wrote: identifiers, licences, agents, checksums, references and
 * relationships become what SPDX 2.3 allows (its JSON schema, and the rules of its text that no schema holds); what
 * cannot is left out. Of two components with one identifier the first stays. Relationships to nothing go.
 *
 * A valid document comes out as it went in, but for the spelling of its licences. Never throws. Name, namespace, time
 * and creators are left alone.
 */
export function repairDocument(document: SbomDocument): {
  readonly document: SbomDocument
  readonly warnings: readonly SbomWarning[]
} {
  const { warn, warnings } = collectWarnings(MOST_WARNINGS)
  const components = new Map<string, Component>()
  for (const component of document.components) {
    const id = repairId(component.id)
    if (components.has(id) || RESERVED.has(id)) {
      warn({
        code: 'WARN_SBOM_IDENTIFIER_TAKEN',
        message: `The identifier ${quoted(id)} is taken: the component that comes later is left out`,
        details: { component: id },
      })
    } else if (id !== '') components.set(id, repairComponent({ ...component, id }, warn))
  }
  const licensed = repairLicenses([...components.values()], document.licenses, warn)
  return {
    document: {
      ...document,
      describes: [...new Set(document.describes.map(repairId))].filter((id) => components.has(id)),
      components: licensed.components,
      relationships: repairRelationships(document.relationships, components, warn),
      licenses: licensed.licenses,
    },
    warnings: warnings(),
  }
}

function repairId(id: string): string {
  return isIdentifier(id) ? id : spdxIdentifier(id)
}

function repairRelationships(
  relationships: readonly Relationship[],
  components: ReadonlyMap<string, Component>,
  warn: Warn,
): readonly Relationship[] {
  const kept = new Map<string, Relationship>()
  for (const relationship of relationships) {
    const from = repairId(relationship.from)
    const to = repairId(relationship.to)
    if (!components.has(from) || !(components.has(to) || to === 'NONE' || to === 'NOASSERTION')) {
      warn({
        code: 'WARN_SBOM_REFERENCE_DROPPED',
        message: `${quoted(relationship.from)} ${quoted(relationship.type)} ${quoted(relationship.to)}: one of the two is not in the document`,
        details: { from: relationship.from, type: relationship.type, to: relationship.to },
      })
      continue
    }
    const type = isRelationshipType(relationship.type) ? relationship.type : 'OTHER'
    kept.set(`${from} ${type} ${to}`, { from, type, to })
  }
  return [...kept.values()]
}
