import type { Component } from './component.ts'
import type { SbomDocument } from './sbom-document.ts'

/** The components of kind `file` that each other component CONTAINS, by the container's id, in document order. */
export function filesOf(document: SbomDocument): ReadonlyMap<string, readonly Component[]> {
  const files = new Map(document.components.filter((c) => c.kind === 'file').map((c) => [c.id, c]))
  const contained = new Map<string, Component[]>()
  for (const { from, type, to } of document.relationships) {
    const file = type === 'CONTAINS' && !files.has(from) ? files.get(to) : undefined
    if (file === undefined) continue
    const list = contained.get(from)
    if (list === undefined) contained.set(from, [file])
    else list.push(file)
  }
  return contained
}
