import type { Component } from '../component.ts'
import { spdxIdentifier } from '../identifier.ts'
import { quoted, type Warn } from '../warning.ts'
import type { DescribedPart } from './closure.ts'
import type { EmbeddedSbom } from './merge.ts'

/**
 * Gives another identifier to each component whose own is already taken by something of another name or version:
 * otherwise what one document says would be said of a component of another.
 */
export function freeIdentifiers(
  part: DescribedPart,
  taken: ReadonlyMap<string, Component>,
  sbom: EmbeddedSbom,
  warn: Warn,
): DescribedPart {
  const own = new Set(part.components.map(({ id }) => id))
  const renamed = new Map<string, string>()
  for (const component of part.components) {
    const holder = taken.get(component.id)
    if (holder === undefined || (holder.name === component.name && holder.version === component.version)) continue
    const id = unusedIdentifier(`${component.id}-${spdxIdentifier(`${sbom.name}-${sbom.version}`)}`, taken, own)
    own.add(id)
    renamed.set(component.id, id)
    warn({
      code: 'WARN_SBOM_IDENTIFIER_TAKEN',
      message: `The SBOM in package ${quoted(sbom.name)} calls ${quoted(component.name)} by an identifier that is taken: it becomes ${quoted(id)}`,
      details: { package: sbom.name, component: component.id, renamed: id },
    })
  }
  const held = new Set(part.components.map(({ id }) => id))
  const id = (before: string): string => renamed.get(before) ?? before
  return {
    described: part.described.map(id),
    components: part.components.map((component) => ({ ...component, id: id(component.id) })),
    relationships: part.relationships
      .filter(({ to }) => held.has(to))
      .map(({ from, type, to }) => ({ from: id(from), type, to: id(to) })),
    missing: part.missing,
  }
}

function unusedIdentifier(wanted: string, taken: ReadonlyMap<string, Component>, own: ReadonlySet<string>): string {
  let id = wanted
  for (let n = 2; taken.has(id) || own.has(id); n++) id = `${wanted}-${n}`
  return id
}
