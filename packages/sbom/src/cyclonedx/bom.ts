import type { Models } from '@cyclonedx/cyclonedx-library'
import type { Agent } from '../component.ts'
import { uuidOf } from '../identifier.ts'
import type { SbomDocument } from '../sbom-document.ts'
import { toComponent } from './component.ts'
import type { CycloneDxLibrary } from './library.ts'
import { licenseTexts } from './licenses.ts'

/** The document as a BOM of the library's models. */
export function toBom(document: SbomDocument, library: CycloneDxLibrary): Models.Bom {
  const { Models } = library
  const texts = new Map(document.licenses.map(({ id, text }) => [id, text]))
  const components = new Map(
    document.components.map((component) => [component.id, toComponent(component, texts, library)]),
  )
  relate(document, components, library)
  const root = components.get(document.describes[0] ?? '')
  return new Models.Bom({
    serialNumber: `urn:uuid:${uuidOf(JSON.stringify([document.namespace, document.name, document.describes]))}`,
    metadata: metadata(document, root, library),
    components: new Models.ComponentRepository([...components.values()].filter((component) => component !== root)),
  })
}

function metadata(
  document: SbomDocument,
  component: Models.Component | undefined,
  library: CycloneDxLibrary,
): Models.Metadata {
  const { Enums, Models } = library
  const created = new Date(document.created)
  const of = (type: Agent['type']): readonly Agent[] => document.creators.filter((agent) => agent.type === type)
  const organization = of('organization')[0]
  return new Models.Metadata({
    ...(!Number.isNaN(created.getTime()) && { timestamp: created }),
    lifecycles: new Models.LifecycleRepository([Enums.LifecyclePhase.Build]),
    tools: new Models.Tools({
      components: new Models.ComponentRepository(
        of('tool').map(({ name }) => new Models.Component(Enums.ComponentType.Application, name)),
      ),
    }),
    authors: new Models.OrganizationalContactRepository(
      of('person').map(({ name, email }) => new Models.OrganizationalContact({ name, ...(email && { email }) })),
    ),
    ...(organization !== undefined && { supplier: new Models.OrganizationalEntity({ name: organization.name }) }),
    ...(component !== undefined && { component }),
    properties: new Models.PropertyRepository([
      new Models.Property('nacre:name', document.name),
      new Models.Property('nacre:namespace', document.namespace),
      ...(document.licenseListVersion
        ? [new Models.Property('nacre:licenseListVersion', document.licenseListVersion)]
        : []),
      ...document.describes.slice(1).map((id) => new Models.Property('nacre:describes', id)),
      ...licenseTexts(document).map(([id, text]) => new Models.Property(`nacre:license:${id}`, text)),
    ]),
  })
}

/** Containment and dependency go to the dependency graph, every other relationship to a property of its start. */
function relate(
  document: SbomDocument,
  components: ReadonlyMap<string, Models.Component>,
  { Models }: CycloneDxLibrary,
): void {
  for (const { from, type, to } of document.relationships) {
    const start = components.get(from)
    const target = components.get(to)
    if ((type === 'CONTAINS' || type === 'DEPENDS_ON') && target !== undefined) start?.dependencies.add(target.bomRef)
    if (type !== 'DEPENDS_ON') start?.properties.add(new Models.Property(`nacre:relationship:${type}`, to))
  }
}
