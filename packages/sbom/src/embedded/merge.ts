import type { Agent, Component } from '../component.ts'
import { repairDocument } from '../repair/document.ts'
import type { Relationship, SbomDocument } from '../sbom-document.ts'
import { SbomError } from '../sbom-error.ts'
import { type ReadSpdx23Limits, readSpdx23 } from '../spdx23/read.ts'
import { collectWarnings, quoted, type SbomWarning, type Warn } from '../warning.ts'
import { type DescribedPart, describedPart } from './closure.ts'
import { mergeLicenses } from './merge-licenses.ts'
import { freeIdentifiers } from './rename.ts'

/** The SBOM that a package carries: its bytes as they lie in the image. */
export interface EmbeddedSbom {
  /** Name and version of the package, for messages and to tell apart what is different under one identifier. */
  readonly name: string
  readonly version: string
  /** The file as it stands in the package: SPDX 2.3 JSON in UTF-8, which nothing vouches for. */
  readonly bytes: Uint8Array
}

/** How {@link mergeEmbedded} merges. */
export interface MergeEmbeddedOptions {
  /** Stands in where a component has no originator. Default `NOASSERTION`. */
  readonly supplier?: Agent | 'NOASSERTION'
  /**
   * `valid` (the default) repairs what is not valid SPDX, renames an identifier that the document has already given to
   * something else, and leaves out what leads nowhere. `verbatim` copies as apko does: values stay as they are, the first
   * of two components under one identifier stays, and a relationship to nothing is an error.
   */
  readonly fidelity?: 'valid' | 'verbatim'
  /** Of every embedded document. */
  readonly limits?: ReadSpdx23Limits
}

/** What {@link mergeEmbedded} made. */
export interface MergedSbom {
  readonly document: SbomDocument
  readonly warnings: readonly SbomWarning[]
  /** For each embedded document, in order: the ids of the components that it described, as they are in `document`. */
  readonly described: readonly (readonly string[])[]
}

const MOST_WARNINGS = 200

/**
 * Merges the SBOMs of packages into the document of the image that holds them, in the order given: of each, what it
 * describes and whatever that leads to, files apart. The first component that `document` describes CONTAINS each of them.
 *
 * A document that cannot be read is a warning, never an error. Under `fidelity: 'verbatim'` throws
 * `ERR_SBOM_EMBEDDED_MISSING` where a relationship leads out of an embedded document.
 */
export function mergeEmbedded(
  document: SbomDocument,
  embedded: readonly EmbeddedSbom[],
  options: MergeEmbeddedOptions = {},
): MergedSbom {
  const verbatim = options.fidelity === 'verbatim'
  const { warn, warnings } = collectWarnings(MOST_WARNINGS)
  const components = new Map(document.components.map((component) => [component.id, component]))
  const relationships: Relationship[] = [...document.relationships]
  const licenses = mergeLicenses(document.licenses, verbatim, warn)
  const described: (readonly string[])[] = []
  const root = document.describes[0]
  for (const sbom of embedded) {
    const source = readEmbedded(sbom, options, warn)
    const found = source === undefined ? undefined : describedPart(source)
    if (source === undefined || found === undefined) {
      described.push([])
      continue
    }
    reportMissing(sbom, found, verbatim, warn)
    const part = verbatim ? found : freeIdentifiers(found, components, sbom, warn)
    for (const component of part.components) {
      if (!components.has(component.id)) components.set(component.id, attributed(component, options.supplier))
    }
    for (const relationship of part.relationships) relationships.push(relationship)
    licenses.add(source.licenses, sbom)
    if (root !== undefined) for (const to of part.described) relationships.push({ from: root, type: 'CONTAINS', to })
    described.push(part.described)
  }
  return {
    document: { ...document, components: [...components.values()], relationships, licenses: licenses.all() },
    warnings: warnings(),
    described,
  }
}

function readEmbedded(sbom: EmbeddedSbom, options: MergeEmbeddedOptions, warn: Warn): SbomDocument | undefined {
  let read: SbomDocument
  try {
    read = readSpdx23(sbom.bytes, options.limits)
  } catch (error) {
    if (!(error instanceof SbomError)) throw error
    warn({
      code: 'WARN_SBOM_EMBEDDED_UNREADABLE',
      message: `The SBOM in package ${quoted(sbom.name)} is left out. ${error.message}`,
      details: { package: sbom.name, version: sbom.version, code: error.code, ...error.details },
    })
    return undefined
  }
  if (options.fidelity === 'verbatim') return { ...read, components: read.components.map(withoutHomepage) }
  const repaired = repairDocument(read)
  for (const { code, message, details } of repaired.warnings) {
    warn({
      code,
      message: `In the SBOM of package ${quoted(sbom.name)}: ${message}`,
      details: { package: sbom.name, ...details },
    })
  }
  return repaired.document
}

/** apko's own reading does not know `homepage`. */
function withoutHomepage({ homepage: _, ...component }: Component): Component {
  return component
}

/** apko 1.2, pkg/sbom/generator/spdx, ParseInternalSBOM: an absent originator is the image's supplier, an absent supplier the originator. */
function attributed(component: Component, supplier: Agent | 'NOASSERTION' = 'NOASSERTION'): Component {
  const originator = component.originator ?? supplier
  return { ...component, originator, supplier: component.supplier ?? originator }
}

function reportMissing(sbom: EmbeddedSbom, part: DescribedPart, verbatim: boolean, warn: Warn): void {
  const details = { package: sbom.name, version: sbom.version, missing: part.missing.slice(0, 20) }
  if (part.missing.length > 0 && verbatim) {
    throw new SbomError(
      'ERR_SBOM_EMBEDDED_MISSING',
      `Merging the SBOM of package ${quoted(sbom.name)}: unable to find ${part.missing.length} of its elements, ` +
        `${quoted(part.missing[0] ?? '')} first. Correct the package's SBOM, or merge with fidelity "valid".`,
      { details },
    )
  }
  if (part.described.length > 0) return
  warn({
    code: 'WARN_SBOM_EMBEDDED_EMPTY',
    message: `The SBOM in package ${quoted(sbom.name)} describes nothing that it holds`,
    details,
  })
}
