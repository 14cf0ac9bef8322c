import type { Component } from '../component.ts'
import type { Relationship, SbomDocument } from '../sbom-document.ts'
import type { ImageFacts } from './facts.ts'
import { layerId } from './identifiers.ts'
import { fileComponent, packageComponent } from './package.ts'

/**
 * Adds to a document every installed package that is not in it yet, the files of packages, and where each package is and
 * what it depends on. `described[n]` are the components that package n's own SBOM described.
 */
export function withInstalledPackages(
  document: SbomDocument,
  facts: ImageFacts,
  described: readonly (readonly string[])[],
): SbomDocument {
  const components = new Map(document.components.map((component) => [component.id, component]))
  const relationships: Relationship[] = [...document.relationships]
  const ids = new Map<string, string>()
  const root = document.describes[0] ?? ''
  for (const [index, pkg] of facts.packages.entries()) {
    const own = packageComponent(pkg, facts.os)
    const told = (described[index] ?? []).find((id) => {
      const component = components.get(id)
      return component?.name === pkg.name && component.version === pkg.version
    })
    const id = told ?? add(components, own)
    ids.set(pkg.name, id)
    const layer = facts.layers.find(({ digest }) => digest === pkg.layer)
    if (layer !== undefined) relationships.push({ from: layerId(layer.digest), type: 'CONTAINS', to: id })
    else if (told === undefined) relationships.push({ from: root, type: 'CONTAINS', to: id })
  }
  for (const pkg of facts.packages) {
    const from = ids.get(pkg.name) ?? ''
    for (const name of pkg.dependsOn ?? []) {
      const to = ids.get(name)
      if (to !== undefined && to !== from) relationships.push({ from, type: 'DEPENDS_ON', to })
    }
    for (const file of pkg.files ?? []) {
      relationships.push({ from, type: 'CONTAINS', to: add(components, fileComponent(file)) })
    }
  }
  return { ...document, components: [...components.values()], relationships }
}

/** Adds a component under its identifier, or under the next that is free. */
function add(components: Map<string, Component>, component: Component): string {
  let id = component.id
  for (let n = 2; components.has(id); n++) id = `${component.id}-${n}`
  components.set(id, { ...component, id })
  return id
}
